import { createRestApp } from '@patchbay/api/rest'
import { type Auth, createAuth } from '@patchbay/auth/auth'
import { createPeoplePort } from '@patchbay/auth/people-port'
import { largeValues } from '@patchbay/blobs/large-values'
import { finishSignIn, type SignInOutcome, type VendorAnswer } from '@patchbay/core/connections/finish-sign-in'
import { oauthOf } from '@patchbay/core/connections/oauth-of'
import { sendToVendor } from '@patchbay/core/connections/send-to-vendor'
import type { CoreContext } from '@patchbay/core/context'
import { type MailMode, mailModeOf } from '@patchbay/core/mail/mail-mode'
import { openPayload, type PayloadToOpen } from '@patchbay/core/payloads/open-payload'
import { can } from '@patchbay/core/people/permissions'
import type { TeamContext } from '@patchbay/core/people/team-context'
import type { Principal } from '@patchbay/core/principal'
import { createWorkspace } from '@patchbay/core/workspace/create-workspace'
import { ensureSandbox } from '@patchbay/core/workspace/ensure-sandbox'
import { type Database, openDatabase } from '@patchbay/db/database'
import { createNotifier, listen } from '@patchbay/db/notify'
import { checkExpression, expressionTypes } from '@patchbay/engine/check-expression'
import { createEnginePort, openTemporalClient } from '@patchbay/engine/client'
import { createLogger, type Logger } from '@patchbay/observability/logger'
import { vaultKeys } from '@patchbay/vault/env'
import { createSignIns } from '@patchbay/vault/sign-ins'
import { createVault } from '@patchbay/vault/vault'
import { type Env, env } from '../env.ts'
import { createLive } from './live.ts'

export type Container = {
  core: TeamContext
  auth: Auth
  live: ReturnType<typeof createLive>
  /** The public API, below /api/v1. */
  rest: (request: Request) => Promise<Response>
  log: Logger
  mayUseSandbox: (principal: Principal) => boolean
  /** Sign-ins at vendors, which come and go by the browser's address bar. */
  signIn: {
    send: (principal: Principal, input: { state: string; browser: string }) => ReturnType<typeof sendToVendor>
    finish: (principal: Principal, answer: VendorAnswer) => Promise<SignInOutcome>
  }
  /** A value of a run, whole and as a stream: what no tRPC answer carries. */
  openPayload: (principal: Principal, input: PayloadToOpen) => ReturnType<typeof openPayload>
  /** Patchbay's own mail, where it lies in the mail room: who reads it can use the links in it. */
  mayReadSystemMail: (principal: Principal) => boolean
  /** Lays out a sandbox that did not answer at sign-up. Never throws: what went wrong is in the log. */
  ensureSandbox: (principal: Principal) => Promise<void>
  isDatabaseReachable: () => Promise<boolean>
}

declare global {
  // The development server loads this file anew after each change; its connections go on.
  var patchbayContainer: Container | undefined
}

/** Everything that pages and routes need from outside, made once a process. The only file that wires core. */
export function container(): Container {
  globalThis.patchbayContainer ??= createContainer(env())
  return globalThis.patchbayContainer
}

const HEALTH_DEADLINE_MS = 3000

function createContainer(settings: Env): Container {
  const log = createLogger('web', { level: settings.LOG_LEVEL })
  const db = openDatabase(settings.PATCHBAY_APP_DATABASE_URL, { name: 'patchbay-web', large: largeValues(settings) })
  const core = createCore(settings, db, log)
  return {
    core,
    auth: createAuth({
      db,
      core,
      publicUrl: settings.PATCHBAY_PUBLIC_URL,
      secretKey: settings.PATCHBAY_SECRET_KEY,
      trustedProxies: settings.PATCHBAY_TRUSTED_PROXIES,
      createWorkspace: async (workspace) => {
        const made = await createWorkspace(core, workspace)
        if (!made.ok) throw new Error(`The workspace could not be laid out: ${made.error.message}`)
      },
    }),
    live: createLive(
      (tell, tellAll) =>
        listen(settings.PATCHBAY_APP_DATABASE_URL, ['patchbay_live'], (_channel, message) => tell(message), tellAll),
      (error) => log.warn({ err: error }, 'a page that listens could not be told of a change'),
    ),
    rest: createRestApp({ core, onError: (error) => log.error({ err: error }, 'a call of the public API failed') })
      .fetch,
    log,
    mayUseSandbox: (principal) => can(principal, 'sandbox.use'),
    signIn: {
      send: (principal, input) => sendToVendor(core, principal, input),
      finish: (principal, answer) => finishSignIn(core, principal, answer),
    },
    openPayload: (principal, input) => openPayload(core, principal, input),
    mayReadSystemMail: (principal) => core.mail === 'mail_room' && can(principal, 'system_mail.read'),
    ensureSandbox: createSandboxKeeper(core, log),
    isDatabaseReachable: () => isReachable(db),
  }
}

function createCore(settings: Env, db: Database, log: Logger): TeamContext {
  const notifier = createNotifier(db, (error) => log.warn({ err: error }, 'live updates were not sent'))
  return {
    db,
    people: createPeoplePort(db),
    mail: mailOf(settings),
    keepDays: settings.PATCHBAY_RETENTION_DAYS,
    vault: createVault({ db, ...vaultKeys(settings) }),
    signIns: createSignIns({ db, ...vaultKeys(settings), oauthOf, origins: settings.PATCHBAY_VENDOR_ORIGINS }),
    engine: createEnginePort(
      openTemporalClient({
        address: settings.TEMPORAL_ADDRESS,
        namespace: settings.TEMPORAL_NAMESPACE,
        tls: settings.TEMPORAL_TLS,
        apiKey: settings.TEMPORAL_API_KEY,
      }),
      (error) => log.warn({ err: error }, 'the engine did not answer'),
    ),
    clock: { now: () => new Date() },
    checkExpression,
    expressionTypes,
    notify: (channel, message) => notifier.notify(channel, message),
    settings: {
      publicUrl: settings.PATCHBAY_PUBLIC_URL,
      ingressUrl: settings.PATCHBAY_INGRESS_URL,
      vendorOrigins: settings.PATCHBAY_VENDOR_ORIGINS,
      sandbox: sandboxOf(settings),
    },
  }
}

function mailOf(settings: Env): MailMode {
  return mailModeOf({
    smtpUrl: settings.PATCHBAY_SMTP_URL,
    sandboxSmtp: settings.PATCHBAY_SANDBOX_URL === undefined ? undefined : settings.PATCHBAY_SANDBOX_SMTP,
    publicUrl: settings.PATCHBAY_PUBLIC_URL,
  })
}

function sandboxOf(settings: Env): CoreContext['settings']['sandbox'] {
  const { PATCHBAY_SANDBOX_URL: url, PATCHBAY_SANDBOX_TOKEN: token, PATCHBAY_SANDBOX_SMTP: smtp } = settings
  if (url === undefined || token === undefined) return null
  const [host = '127.0.0.1', port = '0'] = (smtp ?? '').split(':')
  return {
    url: url.replace(/\/+$/, ''),
    token,
    smtp: { host, port: Number(port) },
    origins: settings.PATCHBAY_SANDBOX_ORIGINS,
  }
}

/** Remembers which workspaces have theirs, so that a page asks the database once a process. */
function createSandboxKeeper(core: CoreContext, log: Logger): Container['ensureSandbox'] {
  const ready = new Set<string>()
  return async (principal) => {
    const { workspaceId } = principal
    if (core.settings.sandbox === null || ready.has(workspaceId)) return
    try {
      const ensured = await ensureSandbox(core, principal)
      if (!ensured.ok) log.warn({ workspaceId, reason: ensured.error.message }, 'the sandbox was not laid out')
      else if (ensured.value.ready) ready.add(workspaceId)
    } catch (error) {
      log.error({ err: error, workspaceId }, 'the sandbox was not laid out')
    }
  }
}

async function isReachable(db: Database): Promise<boolean> {
  try {
    await Promise.race([
      db.pool.query('SELECT 1'),
      new Promise((_, reject) => setTimeout(() => reject(new Error('no answer')), HEALTH_DEADLINE_MS).unref()),
    ])
    return true
  } catch {
    return false
  }
}
