import { ConnectorError, runLookup } from '@patchbay/connector-sdk'
import { redact } from '@patchbay/connector-sdk/redact'
import { type LookupTarget, loadLookup, storeLookup } from '@patchbay/core/lookups/lookup-work'
import type { LookupAnswerBody, LookupQuestion } from '@patchbay/db/schema'
import type { ActivityDependencies } from './dependencies.ts'
import { openAccess } from './open-access.ts'

const MAX_OPTIONS = 500
const TIMEOUT_MS = 10_000

/** Asks a vendor what a drop-down may offer, and stores what it said: the engine's history holds none of it. */
export async function answerLookup(
  deps: ActivityDependencies,
  target: LookupTarget,
  signal: AbortSignal,
): Promise<void> {
  const asked = await loadLookup(deps.db, target)
  if (asked === null) return
  await storeLookup(deps.db, target, await ask(deps, { ...asked, workspaceId: target.workspaceId, signal }))
}

type Asked = { workspaceId: string; connectionId: string; question: LookupQuestion; signal: AbortSignal }

async function ask(deps: ActivityDependencies, asked: Asked): Promise<LookupAnswerBody> {
  const { question } = asked
  const access = await openAccess(deps, asked.workspaceId, { id: asked.connectionId, fresh: true })
  if (!access.ok) return { ok: false, message: access.error.message }
  if (!access.connection) return { ok: false, message: 'This connection was revoked. Choose another one.' }
  const connector = await deps.loadConnector(question.connector)
  if (!connector) return { ok: false, message: 'This connector is not installed here.' }
  try {
    const page = await runLookup(connector, question.lookup, {
      transport: access.transport,
      connect: access.connect,
      origin: access.connection.origin,
      credentials: access.credentials,
      settings: access.connection.settings,
      idempotencyKey: 'lookup',
      attempt: 1,
      afterUnknown: false,
      once: (_name, work) => work(),
      log: () => undefined,
      signal: asked.signal,
      timeoutMs: TIMEOUT_MS,
      now: new Date().toISOString(),
      params: question.params,
      search: question.search,
      ...(question.cursor === null ? {} : { cursor: question.cursor }),
    })
    return { ok: true, options: page.options.slice(0, MAX_OPTIONS), nextCursor: page.cursor }
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    const said = redact(Object.values(access.credentials), error.message)
    return { ok: false, message: inWords(connector.manifest.title, error.code, said) }
  }
}

function inWords(title: string, code: ConnectorError['code'], said: string): string {
  if (code === 'auth_expired') return `${title} refused the key: ${said}. Connect it again.`
  if (code === 'rate_limited') return `${title} is asked too much just now. Try again in a moment.`
  if (code === 'upstream' || code === 'unknown_outcome') return `${title} did not answer. Try again in a moment.`
  return said.endsWith('.') ? said : `${said}.`
}
