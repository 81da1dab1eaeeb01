import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { OAuthManifest } from '@patchbay/connector-sdk/manifest'
import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { persevere } from '@patchbay/db/persevere'
import { type ConnectionState, connection, oauthApp, secret, source } from '@patchbay/db/schema'
import { isAway } from '@patchbay/db/store-error'
import { and, eq, isNull, lt, or, sql } from 'drizzle-orm'
import { ACCESS_TOKEN, type OpenedSecret, REFRESH_TOKEN, type SecretStore, SIGNING_SECRET } from '../secret-store.ts'
import type { Endpoints } from './endpoints.ts'
import { endOf, readApp, secretOf } from './secret-of-tokens.ts'
import { createTokenClient, TokenError, type Tokens } from './token-client.ts'

export type RenewalRequest = {
  workspaceId: string
  connectionId: string
  /** The credential that a vendor has just refused: it is renewed, unless another has taken its place already. */
  refusedSecretId?: string | null
}

export type Renewal =
  | { ok: true; secretId: string; values: Record<string, string>; hosts: string[]; expiresAt: Date | null }
  /** `refused`: a person must sign in again, or mend the app. `away`: later is another try. */
  | { ok: false; kind: 'refused' | 'away'; message: string; secretId: string }

export type RenewalTools = {
  db: Database
  secrets: SecretStore
  found: (place: { connector: string; settings: Readonly<Record<string, unknown>> }) => {
    title: string
    oauth: OAuthManifest
    endpoints: Endpoints
  }
}

type Held = {
  connector: string
  settings: Record<string, unknown>
  secretId: string
  opened: OpenedSecret
  /** When it ends for good; in the past: the vendor has said so. */
  endsAt: Date | null
  app: { clientId: string; secretId: string } | null
  state: ConnectionState
  stateReason: string | null
}

/** Renewed this long before the end: a call must not begin with a token that ends under it. */
const EARLY_MS = 60_000
/** Longer than a call at the token address may take, so that nobody else begins while an answer is under way. */
const LEASE_MS = 30_000
/** Whoever waits for a renewer that was killed outlasts its lease. */
const PATIENCE_MS = LEASE_MS + 5_000
/** As long as the database may be away before tokens that the vendor gave once are given up for lost. */
const DATABASE_AWAY_MS = 60_000
const LOOK_EVERY_MS = 150

/**
 * Tokens as they are good now. Who finds them near their end takes a lease on the connection, in one statement, and
 * renews them with no transaction open; everybody else waits for what comes of it. A new token is committed before
 * anybody is given it.
 */
export function createRenewal(tools: RenewalTools): (request: RenewalRequest) => Promise<Renewal> {
  return async (request) => {
    const { workspaceId, connectionId } = request
    const deadline = performance.now() + PATIENCE_MS
    for (;;) {
      const held = await read(tools, workspaceId, connectionId)
      if (!needsRenewal(held, request.refusedSecretId)) return given(held.secretId, held.opened)
      if (hasEnded(held)) return ended(tools, held)
      const lease = randomUUID()
      if (await takeLease(tools.db, { workspaceId, connectionId, secretId: held.secretId, lease }))
        return renew(tools, { ...request, held, lease })
      if (performance.now() > deadline) return stillUnderWay(tools, held)
      await wait(LOOK_EVERY_MS)
    }
  }
}

async function renew(tools: RenewalTools, work: RenewalRequest & { held: Held; lease: string }): Promise<Renewal> {
  const { workspaceId, connectionId, held, lease } = work
  const { title, oauth, endpoints } = tools.found(held)
  const refused = (message: string): Renewal => ({ ok: false, kind: 'refused', message, secretId: held.secretId })
  try {
    const refreshToken = held.opened.values[REFRESH_TOKEN]
    if (refreshToken === undefined) return ended(tools, held)
    if (held.app === null) return refused(`${title} has no OAuth app here any more. Add it, then test this connection.`)
    const app = await readApp(tools.secrets, workspaceId, held.app.clientId, held.app.secretId)
    const tokens = await createTokenClient(oauth, endpoints, app).refresh(refreshToken)
    const next = secretOf(tokens.refreshToken === null ? { ...tokens, refreshToken } : tokens, {
      hosts: held.opened.hosts,
      // What the vendor signed with at the sign-in stays good, whatever the app's secret is by now.
      signing: held.opened.values[SIGNING_SECRET],
    })
    // From here the vendor may have spent the old refresh token, and the new one is nowhere but in this process.
    return await persevere({ leftMs: DATABASE_AWAY_MS }, isAway, async () => {
      // Another that began now would send the vendor a token that is spent.
      await extendLease(tools.db, { workspaceId, connectionId, lease })
      return keep(tools, { ...work, next, tokens })
    })
  } catch (error) {
    if (!(error instanceof TokenError)) throw error
    return await afterNo(tools, { ...work, title, error })
  } finally {
    await releaseLease(tools.db, { workspaceId, connectionId, lease })
  }
}

/** A no may be of a token that another has renewed meanwhile: what is newer wins. */
async function afterNo(
  tools: RenewalTools,
  no: RenewalRequest & { held: Held; title: string; error: TokenError },
): Promise<Renewal> {
  const { held, title, error } = no
  const now = await read(tools, no.workspaceId, no.connectionId)
  if (now.secretId !== held.secretId) return given(now.secretId, now.opened)
  const { secretId } = held
  if (error.kind === 'away') {
    // It was renewed early: while it is good it serves.
    if ((no.refusedSecretId ?? null) === null && isGood(held.opened, 0)) return given(secretId, held.opened)
    return { ok: false, kind: 'away', secretId, message: `The sign-in could not be renewed: ${error.message}.` }
  }
  if (error.code === 'invalid_grant') await noteEnd(tools.db, no)
  const message =
    error.code === 'invalid_client' || error.code === 'unauthorized_client'
      ? `${title} refuses the OAuth app: ${error.message}. Check its client id and secret, then test this connection.`
      : `${title} no longer accepts this sign-in: ${error.message}. Sign in again.`
  return { ok: false, kind: 'refused', message, secretId }
}

/** One transaction: the new tokens in, the connection and its address on them, the old ones marked. */
async function keep(
  tools: RenewalTools,
  work: RenewalRequest & { held: Held; next: OpenedSecret; tokens: Tokens },
): Promise<Renewal> {
  const { workspaceId, connectionId, held, next, tokens } = work
  const secretId = await inWorkspace(tools.db, workspaceId, async (tx) => {
    const [locked] = await tx
      .select({ secretId: connection.secretId, state: connection.state })
      .from(connection)
      .where(eq(connection.id, connectionId))
      .for('update')
    // Signed in anew, or revoked, meanwhile: that is newer than what came of the old sign-in.
    if (locked?.secretId !== held.secretId) return null
    const id = await tools.secrets.insert(tx, workspaceId, next)
    await tx
      .update(connection)
      .set({
        secretId: id,
        renewedAt: sql`now()`,
        endsAt: endOf({ ...tokens, refreshToken: next.values[REFRESH_TOKEN] ?? null }),
        // It was called broken for the tokens that these replace; what was wrong before says nothing of them. Steps that
        // were held are let go where it works only.
        ...(locked.state === 'needs_attention' && held.state === 'working'
          ? { state: held.state, stateReason: held.stateReason, stateSince: sql`now()` }
          : {}),
      })
      .where(eq(connection.id, connectionId))
    await tx.update(source).set({ secretId: id }).where(eq(source.connectionId, connectionId))
    // Not removed at once: somebody may just have read that this is the one to open.
    await tx.delete(secret).where(lt(secret.supersededAt, sql`now() - interval '10 minutes'`))
    await tx.update(secret).set({ supersededAt: sql`now()` }).where(eq(secret.id, held.secretId))
    return id
  })
  if (secretId !== null) return given(secretId, next)
  const now = await read(tools, workspaceId, connectionId)
  return given(now.secretId, now.opened)
}

async function read(tools: RenewalTools, workspaceId: string, connectionId: string): Promise<Held> {
  const [row] = await inWorkspace(tools.db, workspaceId, (tx) =>
    tx
      .select({ connection, secret, clientId: oauthApp.clientId, clientSecretId: oauthApp.secretId })
      .from(connection)
      .innerJoin(secret, eq(secret.id, connection.secretId))
      .leftJoin(oauthApp, eq(oauthApp.connector, connection.connector))
      .where(eq(connection.id, connectionId)),
  )
  if (row === undefined) throw new Error('The credential of this connection is not in the vault any more')
  return {
    connector: row.connection.connector,
    settings: row.connection.settings,
    secretId: row.secret.id,
    opened: tools.secrets.opened(row.secret),
    endsAt: row.connection.endsAt,
    app:
      row.clientId === null || row.clientSecretId === null
        ? null
        : { clientId: row.clientId, secretId: row.clientSecretId },
    state: row.connection.state,
    stateReason: row.connection.stateReason,
  }
}

function needsRenewal(held: Held, refusedSecretId: string | null | undefined): boolean {
  if (refusedSecretId === held.secretId) return true
  return !isGood(held.opened, held.opened.values[REFRESH_TOKEN] === undefined ? 0 : EARLY_MS)
}

/** Every run that needs it would ask the vendor once more for what it has refused. */
const hasEnded = ({ endsAt }: Held): boolean => endsAt !== null && endsAt.getTime() <= Date.now()

function ended(tools: RenewalTools, held: Held): Renewal {
  const message = `This sign-in at ${tools.found(held).title} has ended. Sign in again.`
  return { ok: false, kind: 'refused', message, secretId: held.secretId }
}

async function noteEnd(
  db: Database,
  { workspaceId, connectionId, held }: RenewalRequest & { held: Held },
): Promise<void> {
  await inWorkspace(db, workspaceId, (tx) =>
    tx
      .update(connection)
      .set({ endsAt: sql`now()` })
      .where(and(eq(connection.id, connectionId), eq(connection.secretId, held.secretId))),
  )
}

const isGood = ({ expiresAt }: OpenedSecret, marginMs: number): boolean =>
  expiresAt === null || expiresAt.getTime() - marginMs > Date.now()

/** Only what calls need leaves the vault. */
const given = (secretId: string, { values, hosts, expiresAt }: OpenedSecret): Renewal => ({
  ok: true,
  secretId,
  values: { [ACCESS_TOKEN]: values[ACCESS_TOKEN] ?? '' },
  hosts,
  expiresAt,
})

function stillUnderWay(tools: RenewalTools, held: Held): Renewal {
  const { title } = tools.found(held)
  return {
    ok: false,
    kind: 'away',
    secretId: held.secretId,
    message: `The sign-in at ${title} is being renewed, and ${title} takes long to answer.`,
  }
}

const leaseEnd = sql`now() + ${LEASE_MS} * interval '1 ms'`

type Lease = { workspaceId: string; connectionId: string; lease: string }

async function takeLease(db: Database, { lease, secretId, ...at }: Lease & { secretId: string }): Promise<boolean> {
  const taken = await inWorkspace(db, at.workspaceId, (tx) =>
    tx
      .update(connection)
      .set({ renewalLease: lease, renewalLeasedUntil: leaseEnd })
      .where(
        and(
          eq(connection.id, at.connectionId),
          eq(connection.secretId, secretId),
          or(isNull(connection.renewalLeasedUntil), lt(connection.renewalLeasedUntil, sql`now()`)),
        ),
      )
      .returning({ id: connection.id }),
  )
  return taken.length > 0
}

/** Also once it has run out, while nobody else has taken it. */
async function extendLease(db: Database, { workspaceId, connectionId, lease }: Lease): Promise<void> {
  await inWorkspace(db, workspaceId, (tx) =>
    tx
      .update(connection)
      .set({ renewalLeasedUntil: leaseEnd })
      .where(and(eq(connection.id, connectionId), eq(connection.renewalLease, lease))),
  )
}

async function releaseLease(db: Database, { workspaceId, connectionId, lease }: Lease): Promise<void> {
  await inWorkspace(db, workspaceId, (tx) =>
    tx
      .update(connection)
      .set({ renewalLease: null, renewalLeasedUntil: null })
      .where(and(eq(connection.id, connectionId), eq(connection.renewalLease, lease))),
  )
}
