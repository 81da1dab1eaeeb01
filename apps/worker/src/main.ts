import { readEnv } from './env.ts'
import { startWorker } from './worker.ts'

// biome-ignore lint/style/noProcessEnv: the one place of this app where the environment is read.
const worker = await startWorker(readEnv(process.env))

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    worker.stop().catch((error: unknown) => {
      worker.logger.error({ err: error }, 'The worker did not stop cleanly')
      process.exitCode = 1
    })
  })
}
