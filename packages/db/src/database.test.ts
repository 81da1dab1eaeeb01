import { createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { closeDatabase, openDatabase } from './database.ts'
import { inWorkspace } from './in-workspace.ts'
import { isAway } from './store-error.ts'

let server: Server
afterEach(() => new Promise((closed) => server.close(closed)))

/** PostgreSQL's protocol: a letter, the length with itself, the content. */
const message = (type: string, content: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeInt32BE(content.length + 4)
  return Buffer.concat([Buffer.from(type), length, content])
}
const AUTHENTICATED = message('R', Buffer.alloc(4))
const READY = message('Z', Buffer.from('I'))
const GOING_DOWN = message(
  'E',
  Buffer.from('SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0'),
)

test('a connection that is ready and broken in one breath is an error to who asked, and no end of the process', async () => {
  server = createServer((socket) => {
    socket.once('data', () => socket.end(Buffer.concat([AUTHENTICATED, READY, GOING_DOWN])))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const db = openDatabase(`postgres://app@127.0.0.1:${port}/patchbay?sslmode=disable`)
  const asked = inWorkspace(db, '0198a2c4-7a51-7e20-9d3c-1f2e3d4c5b6a', async () => 'never')
  await expect(asked).rejects.toThrow(/connection|terminat/i)
  await expect(asked).rejects.toSatisfy(isAway)
  await closeDatabase(db)
})
