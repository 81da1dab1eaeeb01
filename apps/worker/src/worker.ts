import { readFile } from 'node:fs/promises'
import { largeValues } from '@patchbay/blobs/large-values'
import { loadConnector } from '@patchbay/connector-catalog'
import { loadConnection } from '@patchbay/core/connections/load-connection'
import { oauthOf } from '@patchbay/core/connections/oauth-of'
import { recordCallHealth } from '@patchbay/core/connections/record-call-health'
import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { createNotifier, listen } from '@patchbay/db/notify'
import { connectSocket } from '@patchbay/egress/connect-socket'
import { createTransport } from '@patchbay/egress/transport'
import { createActivities } from '@patchbay/engine/activities'
import { buildWorkflowBundle } from '@patchbay/engine/bundle'
import { clientOn } from '@patchbay/engine/client'
import type { ActivityDependencies } from '@patchbay/engine/dependencies'
import { createExpressionPool } from '@patchbay/engine/expressions'
import { connectNative, createTemporalWorker, installRuntime } from '@patchbay/engine/run-workers'
import { createSegmentsInHand } from '@patchbay/engine/segments-in-hand'
import { createLogger, type Logger } from '@patchbay/observability/logger'
import { vaultKeys } from '@patchbay/vault/env'
import { createSignIns } from '@patchbay/vault/sign-ins'
import { createVault } from '@patchbay/vault/vault'
import { chooseBuild, keepRuns } from './choose-build.ts'
import type { WorkerEnv } from './env.ts'
import { createHealthRecorder } from './health-recorder.ts'
import { rememberConnections } from './remember-connections.ts'
import { rememberSecrets } from './remember-secrets.ts'
import { rewrapSecrets } from './rewrap-secrets.ts'
import { serveHealth } from './serve-health.ts'
import { startLoops } from './start-loops.ts'

/** An engine that is away must not keep a worker that is to stop from letting its calls end. */
const LAST_START_MS = 2_000

export type RunningWorker = { logger: Logger; stop(): Promise<void> }

/** The only process that runs connector code: takes events in, starts runs, and works on them. */
export async function startWorker(env: WorkerEnv): Promise<RunningWorker> {
  const logger = createLogger('worker', { level: env.LOG_LEVEL })
  installRuntime(temporalLogger(logger))
  const db = openDatabase(env.PATCHBAY_APP_DATABASE_URL, {
    name: 'patchbay-worker',
    maxConnections: 30,
    large: largeValues(env),
    planOnce: true,
  })
  const address = {
    address: env.TEMPORAL_ADDRESS,
    namespace: env.TEMPORAL_NAMESPACE,
    tls: env.TEMPORAL_TLS,
    apiKey: env.TEMPORAL_API_KEY,
  }
  const connection = await connectNative(address)
  const notifier = createNotifier(db, (error) => logger.warn({ err: error }, 'A live update was not sent; pages poll'))
  const { deps, close: closeDependencies } = openDependencies({ db, env, logger, notify: notifier.notify })
  const code = env.PATCHBAY_WORKFLOW_BUNDLE
    ? await readFile(env.PATCHBAY_WORKFLOW_BUNDLE, 'utf8')
    : await buildWorkflowBundle()
  const client = clientOn(connection, env.TEMPORAL_NAMESPACE)
  const temporal = { client, namespace: env.TEMPORAL_NAMESPACE, logger }
  const buildId = await chooseBuild({ ...temporal, code, versions: env.PATCHBAY_WORKER_VERSIONS })
  const hands = createSegmentsInHand()
  const temporalWorker = await createTemporalWorker({
    connection,
    namespace: env.TEMPORAL_NAMESPACE,
    workflowBundle: code,
    buildId,
    activities: createActivities(deps, hands),
  })
  const working = temporalWorker.run().catch((error: unknown) => {
    // Nothing works without it: whoever supervises this process starts a new one.
    logger.fatal({ err: error }, 'The Temporal worker has stopped')
    process.exit(1)
  })
  const keeping = buildId === null ? null : await keepRuns(temporal, buildId)
  const loops = startLoops({
    db,
    client,
    deps,
    logger,
    env,
    hands,
  })
  const listener = listen(env.PATCHBAY_APP_DATABASE_URL, ['patchbay_inbox'], (_channel, due) => loops.wake(due))
  const health = await serveHealth({ port: env.PATCHBAY_PORT + 4, host: env.HOST, db })
  logger.info('Worker is ready')
  rewrapSecrets({ db, vault: createVault({ db, ...vaultKeys(env) }), logger }, env.PATCHBAY_SECRET_KEY_VERSION).catch(
    (error: unknown) => logger.error({ err: error }, 'Secrets were not brought under the present key'),
  )
  return {
    logger,
    async stop() {
      // All at once: whatever one of them waits for, the calls that are under way have their time from now on.
      const calls = takeNoMore(temporalWorker, loops).then(() => working)
      await Promise.all([calls, health.close(), listener.close(), loops.stop(), keeping?.stop()])
      await closeDependencies()
      await notifier.close()
      await connection.close()
      await closeDatabase(db)
    },
  }
}

/** A run that is just being started comes to this very worker, and would wait in vain for one that has gone. */
async function takeNoMore(worker: { shutdown(): void }, loops: { stopStarting(): Promise<void> }): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, LAST_START_MS)
  await Promise.race([loops.stopStarting(), late])
  clearTimeout(timer)
  worker.shutdown()
}

type Wiring = { db: Database; env: WorkerEnv; logger: Logger; notify: ActivityDependencies['notify'] }

function openDependencies({ db, env, logger, notify }: Wiring): {
  deps: ActivityDependencies
  close: () => Promise<void>
} {
  const vault = createVault({ db, ...vaultKeys(env) })
  const signIns = createSignIns({ db, ...vaultKeys(env), oauthOf, origins: env.PATCHBAY_VENDOR_ORIGINS })
  const expressions = createExpressionPool()
  const health = createHealthRecorder(
    (workspaceId, batch) => recordCallHealth(db, workspaceId, batch),
    (error) => logger.warn({ err: error }, 'The health of connections was not written down'),
  )
  const deps: ActivityDependencies = {
    db,
    loadConnector,
    findConnection: rememberConnections((workspaceId, id) => loadConnection(db, workspaceId, id)),
    readSecret: rememberSecrets(vault.readForConnection),
    openSignIn: signIns.open,
    vendorOrigins: env.PATCHBAY_VENDOR_ORIGINS,
    openTransport: (allowOrigin) =>
      createTransport({
        allowOrigins: allowOrigin === null ? [] : [allowOrigin],
        // Room above what a step may give: its own limit says what to do about it, a cut-off answer does not.
        maxResponseBytes: 2 * db.large.maxBytes,
      }),
    openSocket: (host, port, allow) => connectSocket({ host, port, allow: allow === null ? [] : [allow] }),
    expressions,
    notify,
    recordCall: health.record,
    log: logger,
  }
  return {
    deps,
    async close() {
      await health.close()
      await expressions.close()
    },
  }
}

const temporalLogger = (logger: Logger) => {
  const at = (level: 'trace' | 'debug' | 'info' | 'warn' | 'error') => (message: string, meta?: object) =>
    logger[level]({ temporal: meta }, message)
  return {
    trace: at('trace'),
    debug: at('debug'),
    // Starts and stops of its inner parts: of interest to who debugs the SDK only.
    info: at('debug'),
    warn: at('warn'),
    error: at('error'),
    log: (_level: string, message: string, meta?: object) => logger.debug({ temporal: meta }, message),
  }
}
