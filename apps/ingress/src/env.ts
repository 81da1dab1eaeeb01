import { databaseEnv } from '@patchbay/db/env'
import { observabilityEnv } from '@patchbay/observability/env'
import { vaultEnv } from '@patchbay/vault/env'
import { z } from 'zod'

export const readEnv = (environment: Record<string, string | undefined>) =>
  z
    .object({
      ...databaseEnv,
      ...observabilityEnv,
      ...vaultEnv,
      /** The first of the ports; each app takes its own above it. */
      PATCHBAY_PORT: z.coerce.number().int().default(3000),
      HOST: z.string().default('127.0.0.1'),
    })
    .parse(environment)
