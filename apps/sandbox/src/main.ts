import { join } from 'node:path'
import { createLogger } from '@patchbay/observability/logger'
import { readEnv } from './env.ts'
import { startSandbox } from './server.ts'

const env = readEnv()
const log = createLogger('sandbox', { level: env.logLevel })
const sandbox = await startSandbox({
  httpPort: env.httpPort,
  smtpPort: env.smtpPort,
  file: join(env.dataDir, 'sandbox', 'sandbox.db'),
  token: env.token,
  retryScale: env.retryScale,
  log,
})
log.info({ httpPort: sandbox.httpPort, smtpPort: sandbox.smtpPort }, 'the sandbox is ready')

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    log.info({ signal }, 'the sandbox stops')
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the sandbox did not stop cleanly')
        process.exit(1)
      },
    )
  })
}
