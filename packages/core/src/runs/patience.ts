import type { Patience } from '@patchbay/db/persevere'

/**
 * As long as PostgreSQL or a store of large values may be away, over a whole attempt, before what a vendor has answered
 * is given up for lost. With the call itself this stays within what an activity has: who held on for longer would get a
 * twin beside it.
 */
const LONGEST_MS = 45_000

export const patienceOfCall = (): Patience => ({ leftMs: LONGEST_MS })

/** For what is worked out again at any time. */
export const noPatience = (): Patience => ({ leftMs: 0 })
