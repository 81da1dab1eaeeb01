import { connect as connectSocket, type Socket } from 'node:net'
import { type CallContext, runAction, testConnection } from '@patchbay/connector-sdk'
import { addFault, createLedger, createMemoryStore, type Fault, type SimHost } from '@patchbay/connector-sdk/simulator'
import { describeManifest } from '@patchbay/connector-sdk/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listenSmtp, type SmtpListener, smtpSimulator } from '../simulator/smtp-simulator.ts'
import { smtp } from './smtp.ts'

const sample = {
  fromEmail: 'orders@brindle.example',
  fromName: 'Brindle Goods',
  toEmail: 'ilka.varro@example.com',
  toName: 'Ilka Varro',
  subject: 'Ditt paket är på väg – #10486',
  text: 'Hej Ilka',
  html: '<p>Hej Ilka</p>',
  cc: ['desk@brindle.example'],
  bcc: ['archive@brindle.example'],
  attachments: [{ name: 'label.pdf', contentType: 'application/pdf', content: 'JVBERi0xLjQ=' }],
}

let host: SimHost
let server: SmtpListener

beforeEach(async () => {
  host = { store: createMemoryStore(), now: () => new Date(), webhookSecret: null, deliver: () => undefined }
  server = await listenSmtp({ port: 0, hostOf: (username) => (username === 'w1' ? host : null) })
})
afterEach(() => server.close())

describeManifest(smtp, { samples: { sendMail: sample } })

describe('smtp', () => {
  it('hands over what was written, blind copies hidden, under an id that the key decides', async () => {
    const sent = await send()
    const [mail] = mails()
    expect(mail).toMatchObject({
      from: { email: 'orders@brindle.example', name: 'Brindle Goods' },
      to: [{ email: 'ilka.varro@example.com', name: 'Ilka Varro' }],
      cc: [{ email: 'desk@brindle.example' }],
      bcc: [{ email: 'archive@brindle.example' }],
      subject: 'Ditt paket är på väg – #10486',
      text: 'Hej Ilka',
      html: '<p>Hej Ilka</p>',
    })
    expect(sent).toMatchObject({ messageId: mail?.messageId, to: 'ilka.varro@example.com', rejected: [] })
  })

  it('repeats the same message under the same Message-ID, another step under another', async () => {
    await send()
    await send({ attempt: 2 })
    await send({ idempotencyKey: 'step-key-2' })
    const [first, repeat, other] = mails().map(({ messageId }) => messageId)
    expect(repeat).toBe(first)
    expect(other).not.toBe(first)
  })

  const faults: { fault: Fault; code: string }[] = [
    { fault: { kind: 'down', times: 1 }, code: 'upstream' },
    { fault: { kind: 'status', status: 503, times: 1 }, code: 'upstream' },
    { fault: { kind: 'status', status: 400, times: 1 }, code: 'invalid_input' },
    { fault: { kind: 'throttle', retryAfterSeconds: 5, times: 1 }, code: 'rate_limited' },
    { fault: { kind: 'malformed', times: 1 }, code: 'unknown_outcome' },
    { fault: { kind: 'timeoutAfterApplying', times: 1 }, code: 'unknown_outcome' },
  ]
  it.each(faults)('gives $fault.kind $fault.status the code $code', async ({ fault, code }) => {
    addFault(host.store, fault)
    // The shorter one only where it is waited for: a busy machine may take that long to sign in.
    const timeoutMs = fault.kind === 'timeoutAfterApplying' ? 1_000 : 10_000
    await expect(send({ timeoutMs })).rejects.toMatchObject({ code })
    await send()
    const applied = fault.kind === 'malformed' || fault.kind === 'timeoutAfterApplying' ? 2 : 1
    expect(createLedger(host.store, host.now).effects()).toHaveLength(applied)
  })

  it('says that a server which cannot be reached took nothing', async () => {
    await server.close()
    await expect(send()).rejects.toMatchObject({ code: 'upstream' })
  })

  it('tells a refused password from a good one', async () => {
    expect(await testConnection(smtp, context())).toEqual({ ok: true, account: 'w1 at 127.0.0.1' })
    const refused = await testConnection(smtp, context({ credentials: { password: 'bad-password-1' } }))
    expect(refused).toMatchObject({ ok: false, code: 'auth_expired' })
    expect(JSON.stringify(refused)).not.toContain('bad-password-1')
  })

  it('signs in only with a user name, which needs a password', async () => {
    const named = await testConnection(smtp, context({ credentials: {} }))
    expect(named).toMatchObject({ ok: false, code: 'auth_expired', message: expect.stringContaining('“w1”') })
    const settings = { host: '127.0.0.1', port: server.port, security: 'none', username: '' }
    expect(await testConnection(smtp, context({ credentials: {}, settings }))).toEqual({ ok: true, account: null })
  })

  it('refuses an empty message before it opens a connection', async () => {
    const { text: _text, html: _html, ...empty } = sample
    const attempt = runAction(smtp, 'sendMail', empty, context({ connect: () => Promise.reject(new Error('opened')) }))
    await expect(attempt).rejects.toMatchObject({ code: 'invalid_input', details: { field: 'text' } })
  })

  it('goes where a sandbox origin points', async () => {
    const settings = { host: 'smtp.example.com', port: 587, security: 'starttls', username: 'live' }
    await send({ settings, origin: `smtp://w1@127.0.0.1:${server.port}` })
    expect(mails()).toHaveLength(1)
  })
})

function send(changes: Partial<CallContext> = {}): Promise<unknown> {
  return runAction(smtp, 'sendMail', sample, context(changes))
}

function mails() {
  return smtpSimulator.commands.mails(host, {})
}

function context(changes: Partial<CallContext> = {}): CallContext {
  return {
    transport: () => Promise.reject(new Error('no HTTP here')),
    connect: open,
    origin: null,
    credentials: { password: 'made-up-password' },
    settings: { host: '127.0.0.1', port: server.port, security: 'none', username: 'w1' },
    idempotencyKey: 'step-key-1',
    attempt: 1,
    afterUnknown: false,
    once: (_name, fn) => fn(),
    log: () => undefined,
    signal: new AbortController().signal,
    timeoutMs: 5_000,
    now: '2026-11-21T12:00:00.000Z',
    ...changes,
  }
}

function open(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket(port, host)
    socket.once('connect', () => resolve(socket))
    socket.once('error', reject)
  })
}
