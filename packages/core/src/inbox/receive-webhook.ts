import type { ConnectorManifest, Locator } from '@patchbay/connector-sdk/manifest'
import type { Database } from '@patchbay/db/database'
import { type AcceptedDelivery, acceptEvent, type FoundSource, findSource, recordRefusal } from '@patchbay/db/functions'
import { LRUCache } from 'lru-cache'
import { keptHeaders } from './kept-headers.ts'
import { isJsonObject, jsonProblem, parseForm } from './read-body.ts'
import { type SignatureVerdict, verifySignature } from './verify-signature.ts'
import { verifyWebhookAuth } from './verify-webhook-auth.ts'

export type IncomingRequest = { address: string; headers: Record<string, string | undefined>; body: Buffer }

export type Received =
  | { kind: 'accepted'; source: FoundSource; deliveries: AcceptedDelivery[] }
  | { kind: 'unknown_address' }
  | { kind: 'wrong_signature'; reason: string }
  | { kind: 'bad_body'; message: string }

export type ReceiverDependencies = {
  db: Database
  manifests: Record<string, ConnectorManifest>
  /** Signing secrets in force of a source's secret row, newest first; of an OAuth app, too, whose connector is named. */
  readSigningSecrets: (workspaceId: string, secretId: string, appOf: string | null) => Promise<string[]>
  now: () => number
}

type Known = { source: FoundSource; secrets: string[] } | 'unknown'

const NO_WORKSPACE = '00000000-0000-0000-0000-000000000000'
const REMEMBERED_MS = 2_000

/**
 * One request at a source: who sent it is checked over the raw bytes, then the event is committed for every flow that
 * listens. Nothing answers "accepted" before that commit.
 */
export function createReceiver(deps: ReceiverDependencies) {
  const remembered = new LRUCache<string, { known: Known }>({ max: 5_000, ttl: REMEMBERED_MS })

  const lookUp = async (address: string): Promise<Known> => {
    const hit = remembered.get(address)
    if (hit) return hit.known
    const source = await findSource(deps.db, address)
    // An address that does not exist costs the same two queries as one whose secret is wrong.
    const connector = source?.connector ?? null
    const oauth = connector === null ? null : deps.manifests[connector]?.auth.oauth
    const secrets = await deps.readSigningSecrets(
      source?.workspaceId ?? NO_WORKSPACE,
      source?.secretId ?? NO_WORKSPACE,
      oauth?.appSignsWebhooks ? connector : null,
    )
    const known: Known = source ? { source, secrets } : 'unknown'
    remembered.set(address, { known })
    return known
  }

  return async (request: IncomingRequest): Promise<Received> => {
    const known = await lookUp(request.address)
    const verdict = verify(deps, known, request)
    if (known === 'unknown' || !known.source.enabled) return { kind: 'unknown_address' }
    const { source } = known
    const headers = keptHeaders(request.headers, source.auth)
    if (!verdict.ok) {
      const reason = `${verdict.reason} Nothing was run.`
      await recordRefusal(deps.db, {
        sourceId: source.id,
        code: 'wrong_signature',
        reason,
        headers,
        bytes: request.body.length,
      })
      return { kind: 'wrong_signature', reason: verdict.reason }
    }
    const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
    const body = isForm && source.kind === 'webhook' ? parseForm(request.body) : request.body
    const problem = jsonProblem(body)
    if (problem) {
      await recordRefusal(deps.db, {
        sourceId: source.id,
        code: 'invalid_json',
        reason: problem,
        headers,
        bytes: request.body.length,
      })
      return { kind: 'bad_body', message: problem }
    }
    const manifest = source.connector ? deps.manifests[source.connector]?.webhook : null
    const deliveries = await acceptEvent(deps.db, {
      sourceId: source.id,
      vendorId: locate(manifest?.deliveryId ?? { in: 'header', name: 'webhook-id' }, request.headers, body),
      topic: manifest?.topic ? locate(manifest.topic, request.headers, body) : null,
      headers,
      body,
      verified: manifest?.signature.kind !== 'worker',
    })
    return { kind: 'accepted', source, deliveries }
  }
}

const DECOY = { kind: 'hmac', header: 'x-signature', algorithm: 'sha256', encoding: 'hex', prefix: '' } as const

const verify = (deps: ReceiverDependencies, known: Known, request: IncomingRequest): SignatureVerdict => {
  const signed = { headers: request.headers, body: request.body, nowMs: deps.now() }
  if (known === 'unknown') return verifyWebhookAuth(DECOY, 'decoy', signed)
  const { source, secrets } = known
  if (source.kind === 'webhook') {
    const auth = source.auth ?? { kind: 'none' }
    const [secret] = secrets
    if (auth.kind === 'none') return { ok: true }
    return secret ? verifyWebhookAuth(auth, secret, signed) : { ok: false, reason: 'This address has no secret yet.' }
  }
  const spec = source.connector ? deps.manifests[source.connector]?.webhook?.signature : undefined
  if (!spec) return { ok: false, reason: 'This connector takes no webhooks.' }
  return spec.kind === 'hmac' ? verifySignature(spec, secrets, signed) : { ok: true }
}

const locate = (locator: Locator, headers: Record<string, string | undefined>, body: Buffer): string | null => {
  if (locator.in === 'header') return headers[locator.name.toLowerCase()] ?? null
  let at: unknown = JSON.parse(body.toString('utf8'))
  for (const part of locator.path) at = isJsonObject(at) ? at[part] : undefined
  return typeof at === 'string' || typeof at === 'number' ? String(at) : null
}
