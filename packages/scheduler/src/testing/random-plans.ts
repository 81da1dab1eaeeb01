import fc from 'fast-check'
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    timesAsManyPlans?: number
  }
}

const TIMES = inject('timesAsManyPlans') ?? 1

/** Thousands of walks on a machine that does other things too. */
export const PATIENCE_MS = 120_000 * TIMES

/**
 * Holds a property against random plans. In `npm test` against the same ones each time, so that what fails there is about
 * the change at hand; `pnpm more-plans` in this package takes a hundred times as many, and others each time.
 */
export function holdsForPlans<T>(property: fc.IAsyncProperty<T>, plans: number): Promise<void> {
  return fc.assert(property, { numRuns: plans * TIMES, ...(TIMES === 1 ? { seed: 20_261_122 } : {}) })
}
