import type { Socket } from 'node:net'
import {
  defineSimulator,
  json,
  listFaults,
  type SimCall,
  type SimContext,
  type SimHost,
  type SimOutcome,
} from '@patchbay/connector-sdk/simulator'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { mailContent, type ReceivedMail, toMail } from './to-mail.ts'

/**
 * A mailbox behind SMTP. Each message is one request to the toolkit, so that faults and ledger are the same as any
 * other simulator's; statuses are SMTP reply codes. It keeps every copy: dropping a repeat by its Message-ID is the
 * reader's business.
 */
export const smtpSimulator = defineSimulator({
  id: 'smtp',
  throttled: () => json(450, { message: '4.7.1 Too many messages, come back later' }),
  failed: (status) =>
    status >= 500
      ? json(451, { message: `4.3.0 The server met an error (${status})` })
      : json(554, { message: `5.3.0 The message was refused (${status})` }),
  notFound: () => json(502, { message: '5.5.1 Command not known' }),
  routes: [{ method: 'DATA', path: '/', handle: receive }],
  commands: {
    /** Received messages, oldest first. */
    mails: (ctx: SimContext, _input: Record<never, never>): ReceivedMail[] =>
      ctx.collection<ReceivedMail>('mails').all(),
  },
})

export type SmtpListener = { port: number; close: () => Promise<void> }

type SmtpOptions = {
  /** 0 takes a free one. */
  port: number
  /** Whose mailbox a user name is; `null` for one that does not exist. */
  hostOf: (username: string) => SimHost | null
  /** Wraps the work of one message, for a server that keeps it in one transaction. */
  around?: (username: string, work: () => Promise<SimOutcome>) => Promise<SimOutcome>
}

/** Listens on loopback without encryption. Any password will do but one that contains `bad`. */
export async function listenSmtp({
  port,
  hostOf,
  around = (_username, work) => work(),
}: SmtpOptions): Promise<SmtpListener> {
  const socketOf = (sessionId: string): Socket | null =>
    [...server.connections].find(({ id }) => id === sessionId)?._socket ?? null
  const server: SMTPServer = new SMTPServer({
    authMethods: ['PLAIN', 'LOGIN'],
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onAuth: (auth, session, callback) => {
      const host = auth.username === undefined ? null : hostOf(auth.username)
      if (host === null || auth.password?.includes('bad'))
        return callback(refusal(535, '5.7.8 User name or password is wrong'))
      // A server that is down does not even let anybody sign in.
      if (listFaults(host.store)[0]?.fault.kind !== 'down') return callback(null, { user: auth.username })
      void around(auth.username ?? '', () => handle('AUTH', null, host)).then(() => socketOf(session.id)?.destroy())
    },
    onData: (stream, session, callback) => {
      const username = String(session.user)
      const host = hostOf(username)
      const recipients = session.envelope.rcptTo.map(({ address }) => address)
      if (host === null) return callback(refusal(530, '5.7.0 Sign in first'))
      simpleParser(stream)
        .then((parsed) => around(username, () => handle('DATA', toMail(parsed, recipients), host)))
        .then((outcome) => reply(outcome, socketOf(session.id), callback))
        .catch((error: unknown) => callback(refusal(554, `5.6.0 The message cannot be read: ${String(error)}`)))
    },
  })
  // A client that hangs up in the middle is an error event of the server; its session is over and nothing is left to do.
  server.on('error', () => undefined)
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        for (const { _socket } of server.connections) _socket.destroy()
        server.close(() => resolve())
      }),
  }
}

function receive(call: SimCall, ctx: SimContext) {
  const id = ctx.id('mail_')
  const mail = mailContent.parse(call.data)
  ctx.collection<ReceivedMail>('mails').put(id, { ...mail, id, receivedAt: ctx.now().toISOString() })
  ctx.ledger.effect({ action: 'mail.send', key: mail.messageId, entity: id })
  return json(250, { message: `2.0.0 OK queued as ${id}` })
}

function handle(method: 'AUTH' | 'DATA', mail: object | null, host: SimHost): Promise<SimOutcome> {
  const body = new TextEncoder().encode(mail === null ? '' : JSON.stringify(mail))
  const headers = { 'content-type': 'application/json' }
  return smtpSimulator.handle({ method, path: '/', query: new URLSearchParams(), headers, body }, host)
}

async function reply(
  outcome: SimOutcome,
  socket: Socket | null,
  callback: (error?: Error | null, message?: string) => void,
): Promise<void> {
  if (outcome.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, outcome.delayMs))
  if (outcome.kind === 'reset') return void socket?.destroy()
  // The client gives up by its own time-out; the server's idle limit of a minute ends the rest.
  if (outcome.kind === 'silence') return
  const { status, body } = outcome.response
  const said = messageIn(body)
  if (said === null) return void socket?.end('%%% garbled %%%\r\n')
  if (status === 250) callback(null, said)
  else callback(refusal(status, said))
}

function messageIn(body: string): string | null {
  try {
    return String(JSON.parse(body).message)
  } catch {
    // The fault "malformed" cuts the answer off in the middle.
    return null
  }
}

function refusal(code: number, message: string) {
  return Object.assign(new Error(message), { responseCode: code })
}
