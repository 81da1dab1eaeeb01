import { z } from 'zod'

/** What the test stack's server answers to test files. */
export const TestPostgres = z.object({ adminUrl: z.string(), ownerPassword: z.string(), appPassword: z.string() })
export type TestPostgres = z.infer<typeof TestPostgres>

export const TestTemporal = z.object({ address: z.string() })
export type TestTemporal = z.infer<typeof TestTemporal>
