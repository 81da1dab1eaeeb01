import { join } from 'node:path'
import { ensureTemporalBinaries } from '../temporal/binaries.ts'
import { checkOwnTemporal, connect, ensureNamespace } from '../temporal/namespace.ts'
import { prepareTemporal } from '../temporal/temporal.ts'
import type { Databases } from './databases.ts'
import type { StackContext } from './stack-context.ts'

export type TemporalAccess = { address: string; namespace: string }

/** Starts the local Temporal on the local PostgreSQL and registers the namespace, or checks the one that TEMPORAL_ADDRESS names. */
export async function startTemporal(
  context: StackContext,
  databases: Databases,
  note: (text: string) => void,
): Promise<TemporalAccess> {
  const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace } = context.options.settings
  if (address !== undefined) {
    await checkOwn(context, address)
    return { address, namespace }
  }
  if (databases.local === null) {
    throw new Error(
      'DATABASE_URL is set but TEMPORAL_ADDRESS is not: the local Temporal runs on the local PostgreSQL only. ' +
        'Set TEMPORAL_ADDRESS to your Temporal, or leave DATABASE_URL out.',
    )
  }
  return { address: await startLocal(context, databases.local, note), namespace }
}

async function startLocal(
  context: StackContext,
  postgres: NonNullable<Databases['local']>,
  note: (text: string) => void,
): Promise<string> {
  const { cacheDir, inherited: env } = context
  const { signal } = context.options
  const progress = { onProgress: note, ...(signal === undefined ? {} : { signal }) }
  const binaries = await ensureTemporalBinaries({ cacheDir, env, ...progress })
  const temporal = await prepareTemporal({
    binaries,
    configDir: join(context.options.dataDir, 'temporal'),
    ports: context.ports.temporal,
    postgres: { ...postgres, password: context.secrets().passwords.temporal },
    env,
  })
  await context.supervisor.start(temporal.spec)
  const connection = await connect({ address: temporal.address })
  try {
    await ensureNamespace(connection, context.options.settings.TEMPORAL_NAMESPACE)
  } finally {
    await connection.close()
  }
  return temporal.address
}

async function checkOwn(context: StackContext, address: string): Promise<void> {
  try {
    await checkOwnTemporal(address, context.options.settings)
  } catch (error) {
    throw new Error(
      `The Temporal at ${address} does not answer for the namespace "${context.options.settings.TEMPORAL_NAMESPACE}". ` +
        'Check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_TLS and TEMPORAL_API_KEY.',
      { cause: error },
    )
  }
}
