import { z } from 'zod'

/** Environment that every app shares for its logs. LOG_LEVEL: pino's levels, default `info`. */
export const observabilityEnv = {
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
} as const

export type LogLevel = z.infer<typeof observabilityEnv.LOG_LEVEL>
