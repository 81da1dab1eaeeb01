import { WEBHOOK_SECRET_FIELD } from '@patchbay/connector-sdk/manifest'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection, flow, source, workspace } from '@patchbay/db/schema'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { credentialHosts } from '../connections/credential-hosts.ts'
import { newAddress } from '../connections/new-address.ts'
import { sandboxOrigin } from '../connections/sandbox-origin.ts'
import { splitValues } from '../connections/split-values.ts'
import { connectorManifests } from '../connectors/manifests.ts'
import type { CoreContext } from '../context.ts'
import { createFlow } from '../flows/create-flow.ts'
import { publishFlow } from '../flows/publish-flow.ts'
import { setFlowEnabled } from '../flows/set-flow-enabled.ts'
import { authorise } from '../people/permissions.ts'
import type { SandboxPort } from '../ports/sandbox.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import type { JourneyConnections } from './journey-steps.ts'
import { orderJourney } from './order-journey.ts'

/**
 * A pretend vendor for every connector, each with a connection of made-up credentials, and the Order journey on top,
 * published and switched on. Done once a workspace: `sandboxReadyAt` tells.
 *
 * The sandbox hears the signing secrets first and they are stored afterwards, so that a crash in between is made good
 * by doing it again: the second telling replaces the first. Of two calls at once the later one is told `unavailable`.
 */
export async function layOutSandbox(ctx: CoreContext, principal: Principal, port: SandboxPort): Promise<Result<null>> {
  const allowed = authorise(principal, 'workspace.change')
  if (!allowed.ok) return allowed
  const { sandbox } = ctx.settings
  if (sandbox === null) return fail('conflict', 'The sandbox is switched off here.')
  const { workspaceId } = principal
  // The lock lasts as long as this transaction, which does nothing else: the work inside has transactions of its own.
  return inWorkspace(ctx.db, workspaceId, async (tx) => {
    const { rows } = await tx.execute<{ got: boolean }>(
      sql`SELECT pg_try_advisory_xact_lock(hashtextextended(${`sandbox ${workspaceId}`}, 0)) AS got`,
    )
    if (rows[0]?.got !== true) return fail('unavailable', 'The sandbox is being laid out. Try again in a moment.')
    return layOut(ctx, principal, { port, sandbox })
  })
}

async function layOut(
  ctx: CoreContext,
  principal: Principal,
  { port, sandbox }: { port: SandboxPort; sandbox: Sandbox },
): Promise<Result<null>> {
  const { workspaceId } = principal
  const [found] = await inWorkspace(ctx.db, workspaceId, (tx) =>
    tx.select({ readyAt: workspace.sandboxReadyAt }).from(workspace).where(eq(workspace.id, workspaceId)),
  )
  if (found === undefined) return fail('not_found', 'This workspace does not exist.')
  if (found.readyAt !== null) return ok(null)
  const existing = await loadSandboxConnections(ctx, workspaceId)
  const connections = existing ?? (await makeConnections(ctx, principal, { port, sandbox }))
  if (connections === null)
    return fail('unavailable', 'The sandbox does not answer. It is laid out as soon as it does.')
  const journey = await publishJourney(ctx, principal, connections)
  if (!journey.ok) return journey
  await inWorkspace(ctx.db, workspaceId, async (tx) => {
    await tx.update(workspace).set({ sandboxReadyAt: sql`now()` }).where(eq(workspace.id, workspaceId))
    await writeAudit(tx, principal, {
      action: 'workspace.change',
      subjectKind: 'workspace',
      subjectId: workspaceId,
      detail: { sandbox: 'laid out' },
    })
  })
  for (const id of Object.values(connections)) ctx.notify('patchbay_live', `${workspaceId}:connection:${id}`)
  return ok(null)
}

type Planned = {
  id: string
  connector: string
  title: string
  origin: string
  address: string | null
  secrets: Record<string, string>
  settings: Parameters<typeof credentialHosts>[1]['settings']
}

type Sandbox = NonNullable<CoreContext['settings']['sandbox']>

async function makeConnections(
  ctx: CoreContext,
  principal: Principal,
  { port, sandbox }: { port: SandboxPort; sandbox: Sandbox },
): Promise<Record<string, string> | null> {
  const { workspaceId } = principal
  const planned = planConnections(sandbox, workspaceId)
  try {
    await port.setUp(workspaceId, sourcesOf(ctx, planned))
  } catch {
    // It may still be starting. Nothing was stored, so the next call begins anew.
    return null
  }
  const secretIds = new Map<string, string>()
  for (const one of planned) {
    const { secretId } = await ctx.vault.store({ workspaceId, values: one.secrets, hosts: hostsOf(one) })
    secretIds.set(one.id, secretId)
  }
  await inWorkspace(ctx.db, workspaceId, async (tx) => {
    await tx.insert(connection).values(
      planned.map(({ id, connector, title, origin, settings }) => ({
        id,
        workspaceId,
        connector,
        name: nameOf({ title }),
        environment: 'sandbox' as const,
        origin,
        settings,
        secretId: secretIds.get(id) ?? null,
        state: 'working' as const,
        account: 'Sandbox',
        createdBy: principal.kind === 'user' ? principal.userId : null,
      })),
    )
    await tx.insert(source).values(
      planned.flatMap(({ id, connector, address }) =>
        address === null
          ? []
          : [
              {
                workspaceId,
                address,
                kind: 'vendor' as const,
                connector,
                connectionId: id,
                secretId: secretIds.get(id) ?? null,
              },
            ],
      ),
    )
    for (const one of planned) {
      await writeAudit(tx, principal, {
        action: 'connection.create',
        subjectKind: 'connection',
        subjectId: one.id,
        detail: { connector: one.connector, name: nameOf(one), environment: 'sandbox', hosts: hostsOf(one) },
      })
    }
  })
  return Object.fromEntries(planned.map(({ connector, id }) => [connector, id]))
}

const nameOf = ({ title }: Pick<Planned, 'title'>): string => `Sandbox ${title}`
const hostsOf = ({ origin }: Pick<Planned, 'origin'>): string[] => [new URL(origin).host]

function planConnections(sandbox: Sandbox, workspaceId: string): Planned[] {
  return Object.values(connectorManifests).flatMap((manifest): Planned[] => {
    const split = splitValues(manifest, { values: {}, environment: 'sandbox' })
    if (!split.ok) return []
    return [
      {
        id: newId(),
        connector: manifest.id,
        title: manifest.title,
        origin: sandboxOrigin(sandbox, { workspaceId, connector: manifest.id }),
        address: manifest.webhook === null ? null : newAddress(),
        ...split.value,
      },
    ]
  })
}

function sourcesOf(ctx: CoreContext, planned: Planned[]): Record<string, { url: string; secret: string }> {
  return Object.fromEntries(
    planned.flatMap(({ connector, address, secrets }) => {
      const secret = secrets[WEBHOOK_SECRET_FIELD]
      if (address === null || secret === undefined) return []
      return [[connector, { url: `${ctx.settings.ingressUrl}/hooks/${address}`, secret }]]
    }),
  )
}

/** Null unless an earlier call got as far as storing them. */
async function loadSandboxConnections(ctx: CoreContext, workspaceId: string): Promise<Record<string, string> | null> {
  const rows = await inWorkspace(ctx.db, workspaceId, (tx) =>
    tx
      .select({ id: connection.id, connector: connection.connector })
      .from(connection)
      .where(and(eq(connection.environment, 'sandbox'), isNull(connection.revokedAt))),
  )
  return rows.length === 0 ? null : Object.fromEntries(rows.map(({ connector, id }) => [connector, id]))
}

async function publishJourney(
  ctx: CoreContext,
  principal: Principal,
  connections: Record<string, string>,
): Promise<Result<{ enabled: boolean }>> {
  const { shopify, stripe, easypost, hubspot, sendgrid } = connections
  if (!shopify || !stripe || !easypost || !hubspot || !sendgrid) {
    return fail('conflict', 'The Order journey needs Shopify, Stripe, EasyPost, HubSpot and SendGrid.')
  }
  const used: JourneyConnections = { shopify, stripe, easypost, hubspot, sendgrid }
  const found = await loadJourney(ctx, principal.workspaceId)
  const made = found ? ok(found) : await createFlow(ctx, principal, { ...JOURNEY, document: orderJourney(used) })
  if (!made.ok) return made
  const { id, revision } = made.value
  if (found === null || !found.published) {
    const note = 'As it comes with the sandbox'
    const published = await publishFlow(ctx, principal, { flowId: id, revision, note })
    if (!published.ok) return published
  }
  return setFlowEnabled(ctx, principal, { flowId: id, enabled: true })
}

const JOURNEY = { name: 'Order journey', folder: 'Sandbox' }

/** Null unless an earlier call got as far as making it. */
async function loadJourney(
  ctx: CoreContext,
  workspaceId: string,
): Promise<{ id: string; revision: number; published: boolean } | null> {
  const [found] = await inWorkspace(ctx.db, workspaceId, (tx) =>
    tx
      .select({ id: flow.id, revision: flow.draftRevision, liveVersionId: flow.liveVersionId })
      .from(flow)
      .where(and(eq(flow.name, JOURNEY.name), eq(flow.folder, JOURNEY.folder), isNull(flow.archivedAt)))
      .limit(1),
  )
  if (found === undefined) return null
  return { id: found.id, revision: found.revision, published: found.liveVersionId !== null }
}
