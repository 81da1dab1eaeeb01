import { manifests } from '@patchbay/connector-catalog/manifest'
import { closeDatabase, openDatabase } from '@patchbay/db/database'
import { createNotifier, listen } from '@patchbay/db/notify'
import { createLogger } from '@patchbay/observability/logger'
import { vaultKeys } from '@patchbay/vault/env'
import { createVault } from '@patchbay/vault/vault'
import { createAnswerBoard } from './answer-board.ts'
import { readEnv } from './env.ts'
import { createServer } from './server.ts'

// biome-ignore lint/style/noProcessEnv: the one place of this app where the environment is read.
const env = readEnv(process.env)
const logger = createLogger('ingress', { level: env.LOG_LEVEL })
const db = openDatabase(env.PATCHBAY_APP_DATABASE_URL, { name: 'patchbay-ingress', maxConnections: 20, planOnce: true })
const vault = createVault({ db, ...vaultKeys(env) })
const notifier = createNotifier(db, (error) => logger.warn({ err: error }, 'A wake-up was not sent; the worker polls'))
const answers = createAnswerBoard(db, (error) => logger.warn({ err: error }, 'Answers were not read; they are again'))
const listener = listen(env.PATCHBAY_APP_DATABASE_URL, ['patchbay_answer'], (_channel, deliveryId) =>
  answers.tell(deliveryId),
)

const server = createServer({
  receiver: { db, manifests, readSigningSecrets: vault.readSigningSecrets, now: Date.now },
  answers,
  logger,
  wakeWorker: () => notifier.notify('patchbay_inbox', 'delivery'),
})
const port = env.PATCHBAY_PORT + 1
await server.listen({ port, host: env.HOST })
logger.info({ port }, 'Ingress is listening')

const stop = async () => {
  await server.close()
  await listener.close()
  await notifier.close()
  await closeDatabase(db)
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop().catch((error: unknown) => {
      logger.error({ err: error }, 'Ingress did not stop cleanly')
      process.exitCode = 1
    })
  })
}
