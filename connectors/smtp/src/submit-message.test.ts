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
type Script = { at: string; reply: string; offers?: string[]; standsStillMs?: number; taken?: () => void }

const TIMEOUT_MS = 2_000

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

it('takes an answer that came while the process stood still', async () => {
  // It lies in the socket when the time is over, and nothing has read it.
  const submitted = await submit({ at: '', reply: '', standsStillMs: TIMEOUT_MS + 200 })
  expect(submitted.accepted).toEqual(['b@example.com'])
})

it('ends with its time, however long the server keeps talking', async () => {
  await expect(submit({ at: 'EHLO', reply: 'drip' })).rejects.toMatchObject({
    code: 'upstream',
    message: expect.stringContaining('longer than 2 s'),
  })
})

it('is given up at once when the step is, and says that the message may have been taken', async () => {
  const step = new AbortController()
  const script = { at: 'end of data', reply: 'silence', taken: () => step.abort(new Error('The run was cancelled')) }
  await expect(submit(script, [], step.signal)).rejects.toMatchObject({
    code: 'unknown_outcome',
    message: expect.stringContaining('The run was cancelled'),
  })
})

it('sends nothing for a step that was given up before', async () => {
  const given = submit({ at: '', reply: '' }, [], AbortSignal.abort(new Error('The run was cancelled')))
  await expect(given).rejects.toMatchObject({
    code: 'upstream',
    message: expect.stringContaining('The run was cancelled'),
  })
  expect(taken).toBe(0)
})

async function submit(
  script: Script,
  copies: string[] = [],
  signal = new AbortController().signal,
): Promise<Submitted> {
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
    timeoutMs: TIMEOUT_MS,
    signal,
  } as const
  const raw = Buffer.from('Subject: Hej\r\n\r\nHej\r\n')
  return submitMessage(mailServer, { from: 'a@brindle.example', to: 'b@example.com', copies, raw })
}

/** A server that does all by the book but one reply; an empty one hangs up, `silence` is none and `drip` never ends. */
function play(socket: Socket, script: Script): void {
  const say = (at: string, usual: string): void => {
    if (at !== script.at) socket.write(`${usual}\r\n`)
    else if (script.reply === '') socket.destroy()
    else if (script.reply === 'drip') {
      const timer = setInterval(() => socket.write('250-and\r\n'), 50)
      socket.once('close', () => clearInterval(timer))
    } else if (script.reply === 'silence') return
    else socket.write(`${script.reply}\r\n`)
  }
  let inData = false
  socket.on('error', () => undefined)
  const lines = createInterface({ input: socket })
  // Reports the errors of its socket anew.
  lines.on('error', () => undefined)
  lines.on('line', (line) => {
    if (inData) {
      if (line !== '.') return
      inData = false
      taken += 1
      say('end of data', '250 2.0.0 OK')
      if (script.standsStillMs !== undefined) standStill(script.standsStillMs)
      return script.taken?.()
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

/** Right after what was just written has left. */
const standStill = (ms: number) => setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms))
