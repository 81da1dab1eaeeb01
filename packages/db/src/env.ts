import { z } from 'zod'

export const databaseEnv = {
  /** As the role `patchbay_app`: owns nothing, bypasses nothing. */
  PATCHBAY_APP_DATABASE_URL: z.url(),
}
