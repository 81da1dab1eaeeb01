import { blobEnv } from '@patchbay/blobs/env'
import { mailEnv } from '@patchbay/core/env'
import { databaseEnv } from '@patchbay/db/env'
import { temporalEnv } from '@patchbay/engine/env'
import { observabilityEnv } from '@patchbay/observability/env'
import { vaultEnv, vendorEnv } from '@patchbay/vault/env'
import { z } from 'zod'

export const readEnv = (environment: Record<string, string | undefined>) =>
  z
    .object({
      ...databaseEnv,
      ...temporalEnv,
      ...observabilityEnv,
      ...vaultEnv,
      ...mailEnv,
      ...blobEnv,
      PATCHBAY_PUBLIC_URL: z.url().default('http://localhost:3000'),
      PATCHBAY_SANDBOX_URL: z.string().optional(),
      /** `host:port`: takes Patchbay's own mail where no mail server is set. */
      PATCHBAY_SANDBOX_SMTP: z.string().optional(),
      ...vendorEnv,
      /** The first of the ports; each app takes its own above it. */
      PATCHBAY_PORT: z.coerce.number().int().default(3000),
      HOST: z.string().default('127.0.0.1'),
      /** Built by the start; without it the worker bundles by itself. */
      PATCHBAY_WORKFLOW_BUNDLE: z.string().optional(),
      /** Off: workers are known to Temporal without the build they run. To go back to a release of before there were builds. */
      PATCHBAY_WORKER_VERSIONS: z.preprocess(
        (value) => (value === '' ? undefined : value),
        z.stringbool().default(true),
      ),
      PATCHBAY_RETENTION_DAYS: z.coerce.number().int().min(1).default(90),
      /** A run is looked after once nothing was heard of it for this long. */
      PATCHBAY_SILENT_RUN_MS: z.coerce.number().int().min(1_000).default(120_000),
    })
    .parse(environment)

export type WorkerEnv = ReturnType<typeof readEnv>
