import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { type Submitted, submitMessage } from './submit-message.ts'

const table = z
  .object({ replies: z.array(z.object({ at: z.string(), reply: z.string(), code: z.string() })) })
  .parse(JSON.parse(readFileSync(new URL('../contract/smtp-replies.json', import.meta.url), 'utf8')))

/** Which line of the client, as "RCPT" for any of them, is answered by what, and the extensions besides AUTH. */
type Script = { at: string; reply: string; offers?: string[] }

let server: Server | null = null
/** Whole messages that the server was handed, final dot included. */
let taken = 0

beforeEach(() => {
  taken = 0
})
afterEach(() => {
  server?.close()
})

it.each(table.replies)('means $code by "$reply" at $at', async ({ at, reply, code }) => {
  await expect(submit({ at, reply })).rejects.toMatchObject({ code })
})

it.each([
  { reply: '550 5.1.1 No such user', code: 'invalid_input', vendorCode: '5.1.1', offers: [] },
  { reply: '550 5.1.1 No such user', code: 'invalid_input', vendorCode: '5.1.1', offers: ['PIPELINING'] },
  { reply: '451 4.7.1 Greylisted, try again later', code: 'upstream', vendorCode: '4.7.1', offers: [] },
])(
  'sends nobody a copy where the recipient is refused by "$reply" $offers',
  async ({ code, vendorCode, ...script }) => {
    const { reply } = script
    const at = 'RCPT <b@example.com>'
    await expect(submit({ at, ...script }, ['archive@brindle.example'])).rejects.toMatchObject({
      code,
      message: expect.stringContaining(reply),
      details: { vendorCode },
    })
    expect(taken).toBe(0)
  },
)

it('says which copies were refused where the recipient is not', async () => {
  const at = 'RCPT <archive@brindle.example>'
  const submitted = await submit({ at, reply: '550 5.1.1 No such user' }, [
    'archive@brindle.example',
    'desk@brindle.example',
  ])
  expect(submitted.rejected).toEqual(['archive@brindle.example'])
  expect(taken).toBe(1)
})

async function submit(script: Script, copies: string[] = []): Promise<Submitted> {
  server = createServer((socket) => play(socket, script)).listen(0, '127.0.0.1')
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
  const raw = Buffer.from('Subject: Hej\r\n\r\nHej\r\n')
  return submitMessage(mailServer, { from: 'a@brindle.example', to: 'b@example.com', copies, raw })
}

/** A server that does all by the book but one reply; an empty one hangs up. */
function play(socket: Socket, script: Script): void {
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
      taken += 1
      return say('end of data', '250 2.0.0 OK')
    }
    const verb = line.split(' ')[0] ?? ''
    if (verb === 'EHLO')
      say(
        'EHLO',
        ['250-localhost', ...(script.offers ?? []).map((name) => `250-${name}`), '250 AUTH PLAIN'].join('\r\n'),
      )
    else if (verb === 'DATA') {
      inData = script.at !== 'DATA'
      say('DATA', '354 Go on')
    } else if (verb === 'RCPT' && script.at.startsWith('RCPT <'))
      say(`RCPT ${line.slice('RCPT TO:'.length)}`, '250 2.1.5 OK')
    else say(verb, verb === 'AUTH' ? '235 2.7.0 OK' : '250 2.0.0 OK')
  })
  say('greeting', '220 localhost ESMTP')
}
