import { listenSmtp } from '@patchbay/connector-smtp/simulator'
import type { Logger } from '@patchbay/observability/logger'
import fastify, { type FastifyInstance } from 'fastify'
import { controlRoutes } from './control-routes.ts'
import { openDatabase } from './database.ts'
import { createExclusive } from './exclusive.ts'
import { countFaults } from './faults.ts'
import { createOutbox } from './outbox.ts'
import { vendorRoutes } from './vendor-routes.ts'
import { createWorkspaces, isWorkspaceId, sourceUrl } from './workspaces.ts'

export type SandboxOptions = {
  /** 0 takes a free one, for both. */
  httpPort: number
  smtpPort: number
  /** SQLite file; made with its folder. */
  file: string
  /** What the control API asks for in `x-sandbox-token`. */
  token: string
  /** Factor on the vendors' waits between tries of an event; 1 unless told. */
  retryScale?: number
  log: Logger
}

export type Sandbox = { httpPort: number; smtpPort: number; url: string; close: () => Promise<void> }

const BODY_LIMIT_BYTES = 10 * 1024 * 1024

/** The pretend world: vendors, shop, mail room. On loopback only. Rejects when a port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { log } = options
  const db = openDatabase(options.file)
  const exclusive = createExclusive(db)
  const outbox = createOutbox(db, {
    urlOf: (workspace, simulator) => sourceUrl(db, workspace, simulator),
    log,
    retryScale: options.retryScale ?? 1,
  })
  const workspaces = createWorkspaces(db, outbox)
  const parts = { workspaces, exclusive, outbox }

  const app = fastify({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true })
  app.get('/healthz', async () => ({ ok: true }))
  await app.register(async (scope: FastifyInstance) => vendorRoutes(scope, parts))
  await app.register(async (scope: FastifyInstance) => controlRoutes(scope, { ...parts, token: options.token, log }))
  await app.listen({ host: '127.0.0.1', port: options.httpPort })
  const smtp = await listenSmtp({
    port: options.smtpPort,
    hostOf: (username) => (isWorkspaceId(username) ? workspaces.get(username).hostOf('smtp') : null),
    around: (username, work) =>
      exclusive(async () => {
        const outcome = await work()
        countFaults(workspaces.get(username), 'smtp')
        return outcome
      }),
  })
  outbox.wake()

  const address = app.server.address()
  const httpPort = typeof address === 'object' && address !== null ? address.port : options.httpPort
  return {
    httpPort,
    smtpPort: smtp.port,
    url: `http://127.0.0.1:${httpPort}`,
    close: async () => {
      await app.close()
      await smtp.close()
      await outbox.close()
      db.close()
    },
  }
}
