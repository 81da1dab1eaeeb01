import { type MailMode, mailModeOf } from '@patchbay/core/mail/mail-mode'
import type { MailPort, OutgoingMail } from '@patchbay/core/ports/mail'
import { connectSocket } from '@patchbay/egress/connect-socket'
import nodemailer from 'nodemailer'
import type SMTPTransport from 'nodemailer/lib/smtp-transport'
import type { WorkerEnv } from './env.ts'

export type MailSettings = {
  mode: MailMode
  smtpUrl: string | undefined
  from: string
  /** `host:port` */
  sandboxSmtp: string | undefined
}

type Server = {
  host: string
  port: number
  secure: boolean
  requireTls: boolean
  ignoreTls: boolean
  auth: { user: string; pass: string } | undefined
}

const TIMEOUT_MS = 20_000
/** A server that keeps talking slowly; a mail is leased for a little longer. */
const LONGEST_SEND_MS = 60_000
const SUBMISSION_PORT = 587
const TLS_PORT = 465

export function mailSettingsOf(env: WorkerEnv): MailSettings {
  const sandboxSmtp = env.PATCHBAY_SANDBOX_URL ? env.PATCHBAY_SANDBOX_SMTP || undefined : undefined
  const smtpUrl = env.PATCHBAY_SMTP_URL
  const mode = mailModeOf({ smtpUrl, sandboxSmtp, publicUrl: env.PATCHBAY_PUBLIC_URL })
  const user = smtpUrl === undefined ? '' : decodeURIComponent(new URL(smtpUrl).username)
  const own = user.includes('@') ? user : `patchbay@${new URL(env.PATCHBAY_PUBLIC_URL).hostname}`
  return { mode, smtpUrl, sandboxSmtp, from: env.PATCHBAY_MAIL_FROM ?? `Patchbay <${own}>` }
}

/**
 * Patchbay's own mail by SMTP: to the mail server of the settings, else to the sandbox's mail room. `cutOff` ends what is
 * being sent, to be tried again.
 */
export function createMailPort(settings: MailSettings, cutOff = new AbortController().signal): MailPort {
  return {
    async send(mail) {
      const server = serverFor(settings, mail)
      if (server === null) return { ok: false, again: true, reason: 'No mail server is set (PATCHBAY_SMTP_URL).' }
      const late = new AbortController()
      const timer = setTimeout(() => late.abort(new Error('It took longer than a minute.')), LONGEST_SEND_MS)
      const signal = AbortSignal.any([cutOff, late.signal])
      // A server that does not end a connection must not hold it either.
      const transport = nodemailer.createTransport(optionsFor(server, signal))
      try {
        await transport.sendMail(messageOf(mail, settings.from))
        return { ok: true }
      } catch (failure) {
        const error: unknown = signal.aborted ? signal.reason : failure
        return { ok: false, again: !isRefused(error), reason: reasonOf(error, server) }
      } finally {
        clearTimeout(timer)
        transport.close()
      }
    },
  }
}

function messageOf({ id, to, subject, text, html }: OutgoingMail, from: string) {
  const host = /@([^>\s]+)/.exec(from)?.[1] ?? 'patchbay'
  return {
    from,
    to: { name: '', address: to },
    subject,
    text,
    html,
    messageId: `<${id}@${host}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
    // Text that names a file or an address is text.
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** The host of the settings is the operator's own word, so it may be private: that one, and no other. */
function optionsFor(server: Server, signal: AbortSignal): SMTPTransport.Options {
  const { host, port, secure, requireTls, ignoreTls, auth } = server
  return {
    host,
    port,
    secure,
    requireTLS: requireTls,
    ignoreTLS: ignoreTls,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    ...(auth === undefined ? {} : { auth }),
    getSocket: (_options: unknown, callback: (error: Error | null, socket?: object) => void) => {
      connectSocket({ host, port, allow: [`${host}:${port}`], timeoutMs: TIMEOUT_MS, signal }).then(
        (connection) => callback(null, { connection }),
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
      )
    },
  }
}

function serverFor({ mode, smtpUrl, sandboxSmtp }: MailSettings, mail: OutgoingMail): Server | null {
  if (mode === 'smtp' && smtpUrl !== undefined) return serverOf(new URL(smtpUrl))
  if (mode !== 'mail_room' || sandboxSmtp === undefined) return null
  const [host = '127.0.0.1', port = '0'] = sandboxSmtp.split(':')
  // A mailbox apart from what flows send: only who may use the links in it gets to see it.
  const user = `system-${mail.workspaceId ?? 'nobody'}`
  return {
    host,
    port: Number(port),
    secure: false,
    requireTls: false,
    ignoreTls: true,
    auth: { user, pass: 'sandbox' },
  }
}

function serverOf(url: URL): Server {
  const secure = url.protocol === 'smtps:'
  const user = decodeURIComponent(url.username)
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? TLS_PORT : SUBMISSION_PORT) : Number(url.port),
    secure,
    requireTls: url.searchParams.get('tls') === 'required',
    ignoreTls: url.searchParams.get('tls') === 'none',
    auth: user === '' ? undefined : { user, pass: decodeURIComponent(url.password) },
  }
}

/** What RFC 5321 lets a server say of the recipient; other codes there speak of the session, as 530 and 554 do. */
const ABOUT_THE_RECIPIENT = new Set([550, 551, 552, 553])
/** Enhanced status (RFC 3463) of the network and of policy: quotas, relaying, rights and sign-ins are the server's matters. */
const ABOUT_THE_SERVER = /^5\d\d[ -]5\.[47]\./

/**
 * A 5xx about this message or its recipient: trying again changes nothing. All else may be a setting or a quota, and that
 * can be mended or passes while the mail is kept.
 */
function isRefused(error: unknown): boolean {
  if (!(error instanceof Error) || !('responseCode' in error) || !('code' in error)) return false
  if (ABOUT_THE_SERVER.test('response' in error ? String(error.response) : '')) return false
  const code = Number(error.responseCode)
  if (error.code === 'EMESSAGE') return code >= 500
  return 'command' in error && error.command === 'RCPT TO' && ABOUT_THE_RECIPIENT.has(code)
}

function reasonOf(error: unknown, { host, port }: Server): string {
  const said = error instanceof Error ? error.message : String(error)
  return `The mail server ${host}:${port} did not take it: ${said}`
}
