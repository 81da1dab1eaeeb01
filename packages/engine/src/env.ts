import { z } from 'zod'

export const temporalEnv = {
  TEMPORAL_ADDRESS: z.string().min(1),
  TEMPORAL_NAMESPACE: z.string().min(1).default('patchbay'),
  /** "true" for TLS without client certificates, as Temporal Cloud with an API key takes it. */
  TEMPORAL_TLS: z.stringbool().default(false),
  TEMPORAL_API_KEY: z.string().optional(),
}
