import type { ConnectorManifest } from '@patchbay/connector-sdk/manifest'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection, source } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { writeAudit } from '../audit/write-audit.ts'
import { manifestOf } from '../connectors/manifests.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { connectionName } from './connection-name.ts'
import { credentialHostsOf } from './credential-hosts-of.ts'
import { newAddress } from './new-address.ts'
import { sandboxOrigin } from './sandbox-origin.ts'
import { splitValues } from './split-values.ts'

export type NewConnection = {
  connector: string
  name: string
  environment: 'live' | 'sandbox'
  /** By the fields of the connector's manifest: secrets and settings alike. */
  values: Record<string, Json>
}

/** Stores a credential in the vault, and the address that the vendor's events come in at where it has any. */
export async function createConnection(
  ctx: CoreContext,
  principal: Principal,
  input: NewConnection,
): Promise<Result<{ id: string }>> {
  const allowed = authorise(principal, 'connection.create')
  if (!allowed.ok) return allowed
  const manifest = manifestOf(input.connector)
  if (manifest === null) return fail('invalid', `There is no connector "${input.connector}".`)
  const name = connectionName(input.name)
  if (!name.ok) return name
  const origin = originOf(ctx, principal, input)
  if (!origin.ok) return origin
  const split = splitValues(manifest, input)
  if (!split.ok) return split
  const { secrets, settings } = split.value
  return insertConnection(ctx, principal, {
    ...input,
    name: name.value,
    origin: origin.value,
    manifest,
    secrets,
    settings,
  })
}

type Prepared = NewConnection & {
  origin: string | null
  manifest: ConnectorManifest
  secrets: Record<string, string>
  settings: Record<string, Json>
}

async function insertConnection(
  ctx: CoreContext,
  principal: Principal,
  prepared: Prepared,
): Promise<Result<{ id: string }>> {
  const { workspaceId } = principal
  const hosts = credentialHostsOf(ctx, prepared.manifest, prepared)
  const hasSecrets = Object.keys(prepared.secrets).length > 0
  const stored = hasSecrets ? await ctx.vault.store({ workspaceId, values: prepared.secrets, hosts }) : null
  const id = newId()
  await inWorkspace(ctx.db, workspaceId, async (tx) => {
    await tx.insert(connection).values({
      id,
      workspaceId,
      connector: prepared.connector,
      name: prepared.name,
      environment: prepared.environment,
      origin: prepared.origin,
      settings: prepared.settings,
      secretId: stored?.secretId ?? null,
      createdBy: principal.kind === 'user' ? principal.userId : null,
    })
    if (prepared.manifest.webhook !== null) {
      await tx.insert(source).values({
        workspaceId,
        address: newAddress(),
        kind: 'vendor',
        connector: prepared.connector,
        connectionId: id,
        secretId: stored?.secretId ?? null,
      })
    }
    await writeAudit(tx, principal, {
      action: 'connection.create',
      subjectKind: 'connection',
      subjectId: id,
      detail: { connector: prepared.connector, name: prepared.name, environment: prepared.environment, hosts },
    })
  })
  ctx.notify('patchbay_live', `${workspaceId}:connection:${id}`)
  return ok({ id })
}

function originOf(ctx: CoreContext, principal: Principal, input: NewConnection): Result<string | null> {
  if (input.environment === 'live') return ok(null)
  if (ctx.settings.sandbox === null) {
    return fail('conflict', 'The sandbox is switched off here, so there is nothing a sandbox connection could reach.')
  }
  return ok(sandboxOrigin(ctx.settings.sandbox, { workspaceId: principal.workspaceId, connector: input.connector }))
}
