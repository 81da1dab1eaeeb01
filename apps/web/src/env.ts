import { authEnv } from '@patchbay/auth/env'
import { blobEnv } from '@patchbay/blobs/env'
import { mailEnv } from '@patchbay/core/env'
import { databaseEnv } from '@patchbay/db/env'
import { observabilityEnv } from '@patchbay/observability/env'
import { vaultEnv, vendorEnv } from '@patchbay/vault/env'
import { z } from 'zod'

const emptyIsAbsent = (value: unknown) => (value === '' ? undefined : value)
const SANDBOX_TOKEN_LENGTH = 16

const Env = z
  .object({
    ...databaseEnv,
    ...authEnv,
    ...observabilityEnv,
    ...vaultEnv,
    ...vendorEnv,
    ...mailEnv,
    ...blobEnv,
    /** The worker removes by it; pages say it. */
    PATCHBAY_RETENTION_DAYS: z.coerce.number().int().min(1).default(90),
    TEMPORAL_ADDRESS: z.string().min(1),
    TEMPORAL_NAMESPACE: z.preprocess(emptyIsAbsent, z.string().default('patchbay')),
    TEMPORAL_TLS: z.preprocess(emptyIsAbsent, z.stringbool().default(false)),
    TEMPORAL_API_KEY: z.preprocess(emptyIsAbsent, z.string().optional()),
    PATCHBAY_INGRESS_URL: z.url().transform((url) => url.replace(/\/+$/, '')),
    /** Empty: the sandbox is switched off. */
    PATCHBAY_SANDBOX_URL: z.preprocess(emptyIsAbsent, z.url().optional()),
    /** `host:port` */
    PATCHBAY_SANDBOX_SMTP: z.preprocess(emptyIsAbsent, z.string().optional()),
    PATCHBAY_SANDBOX_TOKEN: z.preprocess(emptyIsAbsent, z.string().min(SANDBOX_TOKEN_LENGTH).optional()),
    /** JSON: connector id to the origin that stands in for its simulator. */
    PATCHBAY_SANDBOX_ORIGINS: z.preprocess(
      (value) => (value === undefined || value === '' ? {} : JSON.parse(String(value))),
      z.record(z.string(), z.url()),
    ),
  })
  .refine((env) => env.PATCHBAY_SANDBOX_URL === undefined || env.PATCHBAY_SANDBOX_TOKEN !== undefined, {
    message: 'is needed where PATCHBAY_SANDBOX_URL is set',
    path: ['PATCHBAY_SANDBOX_TOKEN'],
  })

export type Env = z.infer<typeof Env>

let parsed: Env | null = null

/** Read when first asked for: `next build` has no environment. Throws with every variable that is wrong. */
export function env(): Env {
  if (parsed !== null) return parsed
  const result = Env.safeParse(process.env)
  if (!result.success) throw new Error(`The web app's environment is not complete.\n${z.prettifyError(result.error)}`)
  parsed = result.data
  return parsed
}
