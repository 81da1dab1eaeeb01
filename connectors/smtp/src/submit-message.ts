import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { ConnectorError } from '@patchbay/connector-sdk/errors'
import SMTPConnection from 'nodemailer/lib/smtp-connection'

export type MailServer = {
  /** Connected already: whoever opens it decides which addresses may be reached. */
  socket: Socket
  host: string
  /** `tls`: from the first byte. `starttls`: required. `none`: plain text, for a server on the same machine. */
  security: 'tls' | 'starttls' | 'none'
  username: string
  password: string
  /** Of the whole session, from the greeting on. */
  timeoutMs: number
  /** Gives the session up. */
  signal: AbortSignal
}

export type Message = { from: string; to: string; copies: string[]; raw: Buffer }

export type Submitted = { accepted: string[]; rejected: string[]; response: string }

/** The library notes in it, before it asks for the message, who was refused and how. */
type Envelope = { from: string; to: string[]; size: number; rejectedErrors?: SmtpFailure[] }

type SmtpFailure = Error & {
  recipient?: string | undefined
  code?: string | undefined
  response?: string | undefined
  responseCode?: number | undefined
}

/**
 * Hands one message to a mail server (RFC 5321 submission), in one transaction for the recipient and the copies.
 * Rejects with a coded ConnectorError: from the moment the message's first byte was asked for, a lost connection means
 * `unknown_outcome`, because the server may have taken the message before its answer got lost. A refused recipient
 * rejects as well, and nobody gets a copy; refused copies are told in `rejected`.
 */
export async function submitMessage(server: MailServer, message: Message): Promise<Submitted> {
  let dataStarted = false
  const envelope: Envelope = { from: message.from, to: [message.to, ...message.copies], size: message.raw.length }
  const refusal = () => envelope.rejectedErrors?.find(({ recipient }) => recipient === message.to)
  const bytes = Readable.from(
    (function* () {
      // Here the server has taken a copy at least and waits for the text. A message that is cut off before its end is
      // nobody's (RFC 5321, 3.8), so the hanging up that follows undoes the copies.
      const refused = refusal()
      if (refused !== undefined) throw refused
      dataStarted = true
      yield message.raw
    })(),
  )
  return withSession(server, async (connection, over) => {
    try {
      return await Promise.race([send(connection, envelope, bytes), over])
    } catch (error) {
      // Of several refusals the library names one; what counts is the recipient's own.
      throw toConnectorError(refusal() ?? error, dataStarted)
    }
  })
}

/** Greets the server and signs in, then leaves. Rejects like `submitMessage`, never with `unknown_outcome`. */
export async function signIn(server: MailServer): Promise<void> {
  await withSession(server, async () => undefined)
}

/** The library takes none for its own limit. */
const NO_LIMIT_MS = 2_147_483_647

/** `over` rejects when the time of the session is over, or it is given up; by then it is closed. */
async function withSession<T>(
  server: MailServer,
  use: (connection: SMTPConnection, over: Promise<never>) => Promise<T>,
): Promise<T> {
  const connection = new SMTPConnection({
    connection: server.socket,
    host: server.host,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    // The limit below is the only one: the library's count silence, and take what lies unread in the socket for silence.
    connectionTimeout: NO_LIMIT_MS,
    greetingTimeout: NO_LIMIT_MS,
    socketTimeout: NO_LIMIT_MS,
    socketCloseTimeout: 0,
  })
  const broken = new Promise<never>((_, reject) => connection.once('error', reject))
  // The connection reports a late socket error after its work is done too; nobody waits for that one.
  broken.catch(() => undefined)
  connection.on('error', () => undefined)
  const { over, clear } = limit(server, connection)
  try {
    try {
      server.signal.throwIfAborted()
      await Promise.race([greet(connection), broken, over])
      if (server.username !== '') {
        await Promise.race([login(connection, server.username, server.password), broken, over])
      }
    } catch (error) {
      throw toConnectorError(error, false)
    }
    const result = await use(connection, over)
    connection.quit()
    return result
  } finally {
    clear()
    connection.close()
    // It knows of its socket from the greeting on only.
    server.socket.destroy()
  }
}

function limit({ signal, timeoutMs }: MailServer, connection: SMTPConnection) {
  const { promise: over, reject } = Promise.withResolvers<never>()
  over.catch(() => undefined)
  const stop = (reason: unknown) =>
    afterReading(() => {
      connection.close()
      reject(reason)
    })
  const onAbort = () => stop(signal.reason)
  const timer = setTimeout(() => stop(new Error(`It took longer than ${timeoutMs / 1_000} s.`)), timeoutMs)
  signal.addEventListener('abort', onAbort, { once: true })
  const clear = () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
  return { over, clear }
}

/**
 * Timers come before what sockets hold: to a process that stood still a reply that is here would be none. What lies in the
 * socket is read first, and what comes of reading it.
 */
const afterReading = (then: () => void) => setImmediate(() => setImmediate(then))

function greet(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())))
}

function login(connection: SMTPConnection, user: string, pass: string): Promise<void> {
  return new Promise((resolve, reject) =>
    connection.login({ user, pass }, (error) => (error ? reject(error) : resolve())),
  )
}

function send(connection: SMTPConnection, envelope: Envelope, bytes: Readable): Promise<Submitted> {
  return new Promise((resolve, reject) => {
    connection.send(envelope, bytes, (error, info) => {
      if (error || info === undefined) {
        reject(error ?? new Error('The mail server gave no answer.'))
        return
      }
      resolve({ accepted: info.accepted, rejected: info.rejected, response: info.response })
    })
  })
}

function toConnectorError(thrown: unknown, dataStarted: boolean): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown
  const failure: SmtpFailure = thrown instanceof Error ? thrown : new Error(String(thrown))
  const said = failure.response ?? failure.message
  const reply = failure.responseCode
  const details = reply === undefined ? {} : { status: reply, vendorCode: enhancedCode(said) ?? String(reply) }
  if (failure.code === 'EAUTH' || failure.code === 'ENOAUTH') {
    if (reply !== undefined && reply >= 400 && reply < 500) {
      return new ConnectorError('upstream', `The mail server cannot check the sign-in now: ${said}`, details)
    }
    return new ConnectorError('auth_expired', `The mail server refused the user name or password: ${said}`, details)
  }
  if (reply !== undefined && reply >= 500) {
    return new ConnectorError('invalid_input', `The mail server refused the message: ${said}`, details)
  }
  if (reply === 450 || reply === 452) {
    return new ConnectorError('rate_limited', `The mail server asks to come back later: ${said}`, details)
  }
  if (reply !== undefined && reply >= 400) {
    return new ConnectorError('upstream', `The mail server cannot take the message now: ${said}`, details)
  }
  if (dataStarted) {
    return new ConnectorError('unknown_outcome', `The mail server may have taken the message: ${failure.message}`)
  }
  return new ConnectorError('upstream', `The mail server could not be used: ${failure.message}`)
}

/** RFC 3463 code such as 5.1.1 of a reply. */
function enhancedCode(reply: string): string | undefined {
  return /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1]
}
