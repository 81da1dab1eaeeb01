import { createServer } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { createMailPort, mailSettingsOf } from './create-mail-port.ts'
import { readEnv } from './env.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

const mail = {
  id: '0197',
  workspaceId: 'w1',
  to: 'edda@brindle.example',
  subject: 'Idris invites you',
  text: 'Come in',
  html: '<p>Come in</p>',
}

/** A mail server that says what it is told to, by the first word it hears, and keeps what it heard. */
async function mailServer(
  replies: Record<string, string> = {},
): Promise<{ url: string; port: number; heard: string[]; closed: Promise<void> }> {
  const heard: string[] = []
  const { promise: closed, resolve: leave } = Promise.withResolvers<void>()
  const server = createServer((socket) => {
    let inData = false
    socket.write('220 ready\r\n')
    socket.on('data', (chunk) => {
      for (const line of String(chunk)
        .split('\r\n')
        .filter((part) => part !== '')) {
        heard.push(line)
        if (inData && line !== '.') continue
        const word = inData ? '.' : (line.split(' ')[0] ?? '').toUpperCase()
        inData = word === 'DATA'
        socket.write(`${replies[word] ?? DEFAULTS[word] ?? '250 fine'}\r\n`)
        if (word === 'QUIT') socket.end()
      }
    })
    socket.on('error', () => undefined)
    socket.on('close', () => leave())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `smtp://127.0.0.1:${port}`, port, heard, closed }
}
const DEFAULTS: Record<string, string> = {
  EHLO: '250-here\r\n250 AUTH PLAIN',
  AUTH: '235 welcome',
  DATA: '354 go on',
  QUIT: '221 bye',
}
const settings = { from: 'Patchbay <patchbay@brindle.example>', sandboxSmtp: undefined, smtpUrl: undefined }

test('mail goes to the server of the settings, with the same message id at every try', async () => {
  const { url, heard } = await mailServer()
  const port = createMailPort({ ...settings, mode: 'smtp', smtpUrl: url })
  expect(await port.send(mail)).toEqual({ ok: true })
  expect(heard).toContain('RCPT TO:<edda@brindle.example>')
  expect(heard).toContain('Message-ID: <0197@brindle.example>')
})

test('the mail room gets it in a mailbox apart from what flows send', async () => {
  const { port, heard } = await mailServer()
  const sending = createMailPort({ ...settings, mode: 'mail_room', sandboxSmtp: `127.0.0.1:${port}` })
  expect(await sending.send(mail)).toEqual({ ok: true })
  const auth = heard.find((line) => line.startsWith('AUTH PLAIN '))?.split(' ')[2] ?? ''
  expect(Buffer.from(auth, 'base64').toString()).toBe('\0system-w1\0sandbox')
})

test('an address that does not exist is given up, and everything else tried again', async () => {
  const { url } = await mailServer({ RCPT: '550 5.1.1 Nobody of that name' })
  const refused = await createMailPort({ ...settings, mode: 'smtp', smtpUrl: url }).send(mail)
  expect(refused).toMatchObject({ ok: false, again: false, reason: expect.stringContaining('Nobody of that name') })
  const { url: busy } = await mailServer({ RCPT: '451 4.3.0 Later' })
  expect(await createMailPort({ ...settings, mode: 'smtp', smtpUrl: busy }).send(mail)).toMatchObject({ again: true })
  const gone = createMailPort({ ...settings, mode: 'smtp', smtpUrl: 'smtp://127.0.0.1:1' })
  expect(await gone.send(mail)).toMatchObject({
    ok: false,
    again: true,
    reason: expect.stringContaining('127.0.0.1:1'),
  })
  expect(await createMailPort({ ...settings, mode: 'off' }).send(mail)).toMatchObject({ ok: false, again: true })
})

test('what is being sent as the worker stops is broken off, to be sent again', { timeout: 30_000 }, async () => {
  const { url, heard, closed } = await mailServer({ DATA: '354-a moment' })
  const stopping = new AbortController()
  const sending = createMailPort({ ...settings, mode: 'smtp', smtpUrl: url }, stopping.signal).send(mail)
  await vi.waitUntil(() => heard.includes('DATA'), { timeout: 20_000 })
  stopping.abort(new Error('Patchbay was being stopped.'))
  expect(await sending).toMatchObject({ ok: false, again: true, reason: expect.stringContaining('being stopped') })
  await closed
})

test.each([
  ['MAIL', '530 5.7.0 Authentication required'],
  ['MAIL', '553 5.7.1 Sender rejected: not owned by user'],
  ['MAIL', '550 No such sender'],
  ['RCPT', '554 5.7.1 Relay access denied'],
  ['RCPT', '530 Must issue a STARTTLS command first'],
  ['RCPT', '550 5.4.5 Daily sending quota exceeded'],
  ['DATA', '554 5.5.1 Not now'],
  ['.', '550 5.4.5 Daily sending quota exceeded'],
])('what an operator or the next day can mend is tried again: %s %s', async (word, reply) => {
  const { url } = await mailServer({ [word]: reply })
  const sent = await createMailPort({ ...settings, mode: 'smtp', smtpUrl: url }).send(mail)
  expect(sent).toMatchObject({ ok: false, again: true, reason: expect.stringContaining(reply) })
})

test.each([
  ['RCPT', '550 Nobody of that name'],
  ['RCPT', '552 5.2.2 Mailbox full'],
  ['.', '552 5.3.4 Too large for us'],
])('what no later try can change is given up: %s %s', async (word, reply) => {
  const { url } = await mailServer({ [word]: reply })
  const sent = await createMailPort({ ...settings, mode: 'smtp', smtpUrl: url }).send(mail)
  expect(sent).toMatchObject({ ok: false, again: false })
})

test('settings say where mail goes and from whom; a wrong address is refused at the start', () => {
  const needed = {
    PATCHBAY_APP_DATABASE_URL: 'postgres://app@localhost/patchbay',
    TEMPORAL_ADDRESS: '127.0.0.1:7233',
    PATCHBAY_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    PATCHBAY_PUBLIC_URL: 'https://patchbay.brindle.example',
  }
  const of = (more: Record<string, string>) => mailSettingsOf(readEnv({ ...needed, ...more }))
  expect(of({ PATCHBAY_SMTP_URL: 'smtp://post%40brindle.example:pw@mail.brindle.example:587' })).toMatchObject({
    mode: 'smtp',
    from: 'Patchbay <post@brindle.example>',
  })
  expect(of({ PATCHBAY_SMTP_URL: '', PATCHBAY_MAIL_FROM: '' })).toMatchObject({
    mode: 'off',
    from: 'Patchbay <patchbay@patchbay.brindle.example>',
  })
  expect(of({ PATCHBAY_SMTP_URL: 'smtps://10.0.0.5', PATCHBAY_MAIL_FROM: 'Us <us@brindle.example>' }).from).toBe(
    'Us <us@brindle.example>',
  )
  for (const wrong of ['https://mail.brindle.example', 'mail.brindle.example:25']) {
    expect(() => of({ PATCHBAY_SMTP_URL: wrong })).toThrow('smtp://user:password')
  }
})
