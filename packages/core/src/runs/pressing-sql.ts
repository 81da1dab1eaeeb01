import type { StepState } from '@patchbay/db/schema'
import { type SQL, sql } from 'drizzle-orm'
import { PRESSING } from './run-progress.ts'

/** A state's place among the pressing ones, from 1. */
export const rankOf = (state: SQL): SQL<number> =>
  sql<number>`array_position(ARRAY[${sql.join(
    PRESSING.map((one) => sql`${one}`),
    sql`, `,
  )}]::text[], ${state})`

export const stateAt = (rank: number): StepState => PRESSING[rank - 1] ?? 'skipped'
