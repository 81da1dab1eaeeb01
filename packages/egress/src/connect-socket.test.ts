import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { connectSocket } from './connect-socket.ts'

test('a socket opens to an exact exception and to nothing else that is private', async () => {
  const server = createServer((socket) => socket.end('220 hello\r\n'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const socket = await connectSocket({ host: '127.0.0.1', port, allow: [`127.0.0.1:${port}`] })
  expect(String((await socket.toArray())[0])).toContain('220 hello')
  for (const host of ['127.0.0.1', 'localhost', '::1', '::ffff:127.0.0.1', '127.1']) {
    const refused = connectSocket({ host, port, allow: [`127.0.0.1:${port + 1}`] })
    await expect(refused).rejects.toMatchObject({
      phase: 'unsent',
      message: expect.stringContaining('does not connect to'),
    })
  }
  await new Promise((resolve) => server.close(resolve))
  const gone = connectSocket({ host: '127.0.0.1', port, allow: [`127.0.0.1:${port}`] })
  await expect(gone).rejects.toMatchObject({ phase: 'unsent' })
})

test('a connection is broken off by its signal, before it has come about and after', async () => {
  const server = createServer((socket) => socket.on('error', () => undefined))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const cutOff = new AbortController()
  const target = { host: '127.0.0.1', port, allow: [`127.0.0.1:${port}`], signal: cutOff.signal }
  const socket = await connectSocket(target)
  const closed = once(socket, 'close')
  const connecting = expect(connectSocket(target)).rejects.toMatchObject({
    phase: 'unsent',
    message: 'That is enough.',
  })
  cutOff.abort(new Error('That is enough.'))
  await closed
  await connecting
  await expect(connectSocket(target)).rejects.toThrow('That is enough.')
  server.close()
})
