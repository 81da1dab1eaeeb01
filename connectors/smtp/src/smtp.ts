import { createHash } from 'node:crypto'
import { ConnectorError, custom, field, fileField, initConnector } from '@patchbay/connector-sdk'
import MailComposer from 'nodemailer/lib/mail-composer'
import { z } from 'zod'
import { type MailServer, signIn, submitMessage } from './submit-message.ts'

const t = initConnector({
  id: 'smtp',
  title: 'E-mail (SMTP)',
  description: 'Sends e-mail through your own mail server.',
  categories: ['E-mail'],
  baseUrl: null,
  hosts: ['{host}'],
  auth: custom({
    secrets: { password: field(z.string().optional(), { label: 'Password', help: 'Needed with a user name only.' }) },
    settings: {
      host: field(z.string().min(1), { label: 'Mail server', help: 'smtp.example.com' }),
      port: field(z.number().int().min(1).max(65_535).default(587), { label: 'Port' }),
      security: field(z.enum(['starttls', 'tls', 'none']).default('starttls'), {
        label: 'Encryption',
        choices: {
          starttls: 'STARTTLS (port 587)',
          tls: 'TLS from the start (port 465)',
          none: 'None (same machine only)',
        },
      }),
      username: field(z.string().default(''), { label: 'User name', help: 'Empty: the server wants no sign-in.' }),
    },
  }),
  checkedAgainst: { kind: 'table', what: 'RFC 5321 and RFC 4954 reply codes, over a real SMTP server' },
})

const sendMail = t.action({
  title: 'Send e-mail',
  sentence: 'Send an e-mail',
  description: 'Hands one message to the mail server.',
  effect: 'create',
  idempotency: {
    kind: 'none',
    why: 'SMTP has no key. A repeat carries the same Message-ID, by which many mail systems drop the second copy.',
    onUnknown: 'may_repeat',
  },
  input: {
    fromEmail: field(z.email(), { label: 'From' }),
    fromName: field(z.string().min(1).optional(), { label: 'From, name' }),
    toEmail: field(z.email(), { label: 'To' }),
    toName: field(z.string().min(1).optional(), { label: 'To, name' }),
    subject: z.string().min(1),
    text: field(z.string().min(1).optional(), { type: 'longText', help: 'Plain text; give this, HTML or both.' }),
    html: field(z.string().min(1).optional(), { type: 'longText', label: 'HTML' }),
    cc: field(z.array(z.email()).optional(), { rare: true, label: 'Copy to' }),
    bcc: field(z.array(z.email()).optional(), { rare: true, label: 'Blind copy to' }),
    replyTo: field(z.email().optional(), { rare: true, label: 'Answers go to' }),
    attachments: field(z.array(fileField()).max(10).optional(), { rare: true, label: 'Attachments' }),
  },
  needsOneOf: [['text', 'html']],
  output: z.object({
    messageId: z.string(),
    to: z.string(),
    /** Copies that the server refused while it took the rest. */
    rejected: z.array(z.string()),
    response: z.string(),
  }),
  run: async (call) => {
    const { input, idempotencyKey } = call
    if (input.text === undefined && input.html === undefined) {
      throw new ConnectorError('invalid_input', 'The e-mail is empty: fill Text or HTML.', { field: 'text' })
    }
    const messageId = messageIdOf(idempotencyKey, input.fromEmail)
    const raw = await new MailComposer({
      from: { name: input.fromName ?? '', address: input.fromEmail },
      to: { name: input.toName ?? '', address: input.toEmail },
      cc: input.cc,
      replyTo: input.replyTo,
      subject: input.subject,
      text: input.text,
      html: input.html,
      attachments: input.attachments?.map(({ name, contentType, content }) => ({
        filename: name,
        contentType,
        content,
        encoding: 'base64',
      })),
      messageId,
      // The same for every attempt, so that a repeat is the same message to the byte.
      date: new Date(call.now),
      baseBoundary: digest(idempotencyKey),
      disableFileAccess: true,
      disableUrlAccess: true,
    })
      .compile()
      .build()
    const copies = [...(input.cc ?? []), ...(input.bcc ?? [])]
    const message = { from: input.fromEmail, to: input.toEmail, copies, raw }
    // A greeting, a sign-in, the text, and its reply after it was looked through: each may take what one call may.
    const server = await openServer({ ...call, timeoutMs: call.timeoutMs * CALLS_OF_A_SESSION })
    const submitted = await submitMessage(server, message)
    call.log('info', 'The mail server took the message', { response: submitted.response, messageId })
    return { messageId, to: input.toEmail, rejected: submitted.rejected, response: submitted.response }
  },
})

const CALLS_OF_A_SESSION = 3

type Opening = {
  origin: string | null
  connect: (host: string, port: number) => Promise<MailServer['socket']>
  settings: { host: string; port: number; security: MailServer['security']; username: string }
  credentials: { password?: string | undefined }
  timeoutMs: number
  signal: AbortSignal
}

/** A sandbox connection's origin is `smtp://<user>@<host>:<port>`: a loopback server without encryption. */
async function openServer({ origin, connect, settings, credentials, timeoutMs, signal }: Opening): Promise<MailServer> {
  const sandbox = origin?.startsWith('smtp://') ? new URL(origin) : null
  const { host, port, security, username } =
    sandbox === null
      ? settings
      : {
          host: sandbox.hostname,
          port: Number(sandbox.port || 25),
          security: 'none' as const,
          username: decodeURIComponent(sandbox.username),
        }
  const { password = '' } = credentials
  if (username !== '' && password === '') {
    throw new ConnectorError(
      'auth_expired',
      `No password is set for “${username}”: fill it in, or clear the user name.`,
    )
  }
  const socket = await connect(host, port)
  return { socket, host, security, username, password, timeoutMs, signal }
}

function messageIdOf(idempotencyKey: string, fromEmail: string): string {
  return `<${digest(idempotencyKey)}@${fromEmail.slice(fromEmail.lastIndexOf('@') + 1)}>`
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 40)
}

export const smtp = t.connector({
  actions: { sendMail },
  test: async (call) => {
    const server = await openServer(call)
    await signIn(server)
    return { account: server.username === '' ? null : `${server.username} at ${server.host}` }
  },
})
