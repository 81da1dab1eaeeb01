import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { afterEach, expect, it } from 'vitest'
import { z } from 'zod'
import { submitMessage } from './submit-message.ts'

const table = z
  .object({ replies: z.array(z.object({ at: z.string(), reply: z.string(), code: z.string() })) })
  .parse(JSON.parse(readFileSync(new URL('../contract/smtp-replies.json', import.meta.url), 'utf8')))

let server: Server | null = null

afterEach(() => {
  server?.close()
})

it.each(table.replies)('means $code by "$reply" at $at', async ({ at, reply, code }) => {
  server = createServer((socket) => play(socket, { at, reply })).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const socket = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1')
  await once(socket, 'connect')
  const mailServer = {
    socket,
    host: '127.0.0.1',
    security: 'none',
    username: 'u',
    password: 'made-up',
    timeoutMs: 2_000,
  } as const
  const message = { from: 'a@brindle.example', to: ['b@example.com'], raw: Buffer.from('Subject: Hej\r\n\r\nHej\r\n') }
  await expect(submitMessage(mailServer, message)).rejects.toMatchObject({ code })
})

/** A server that does all by the book but one reply; an empty one hangs up. */
function play(socket: Socket, script: { at: string; reply: string }): void {
  const say = (at: string, usual: string): void => {
    if (at !== script.at) socket.write(`${usual}\r\n`)
    else if (script.reply === '') socket.destroy()
    else socket.write(`${script.reply}\r\n`)
  }
  let inData = false
  socket.on('error', () => undefined)
  createInterface({ input: socket }).on('line', (line) => {
    if (inData) {
      if (line !== '.') return
      inData = false
      return say('end of data', '250 2.0.0 OK')
    }
    const verb = line.split(' ')[0] ?? ''
    if (verb === 'EHLO') say('EHLO', '250-localhost\r\n250 AUTH PLAIN')
    else if (verb === 'DATA') {
      inData = script.at !== 'DATA'
      say('DATA', '354 Go on')
    } else say(verb, verb === 'AUTH' ? '235 2.7.0 OK' : '250 2.0.0 OK')
  })
  say('greeting', '220 localhost ESMTP')
}
