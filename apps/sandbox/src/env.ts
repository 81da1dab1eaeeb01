import { observabilityEnv } from '@patchbay/observability/env'
import { z } from 'zod'

const env = z.object({
  ...observabilityEnv,
  /** Base of all ports: the sandbox listens on the base + 2 (HTTP) and + 3 (SMTP). */
  PATCHBAY_PORT: z.coerce.number().int().min(1).max(32_752).default(3_000),
  PATCHBAY_DATA_DIR: z.string().min(1).default('.patchbay'),
  /** Shared secret of the control API. */
  PATCHBAY_SANDBOX_TOKEN: z.string().min(16),
  /** Factor on the vendors' waits between tries of an event, for runs that cannot wait for hours. */
  PATCHBAY_SANDBOX_RETRY_SCALE: z.coerce.number().positive().default(1),
})

export type SandboxEnv = {
  httpPort: number
  smtpPort: number
  dataDir: string
  token: string
  retryScale: number
  logLevel: z.infer<typeof env>['LOG_LEVEL']
}

/** Throws with the variable's name when one is missing or not valid. */
export function readEnv(): SandboxEnv {
  const parsed = env.safeParse(process.env)
  if (!parsed.success) throw new Error(`The sandbox cannot start:\n${z.prettifyError(parsed.error)}`)
  const { data } = parsed
  return {
    httpPort: data.PATCHBAY_PORT + 2,
    smtpPort: data.PATCHBAY_PORT + 3,
    dataDir: data.PATCHBAY_DATA_DIR,
    token: data.PATCHBAY_SANDBOX_TOKEN,
    retryScale: data.PATCHBAY_SANDBOX_RETRY_SCALE,
    logLevel: data.LOG_LEVEL,
  }
}
