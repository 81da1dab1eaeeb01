import { tellOfApprovals } from '@patchbay/core/waits/tell-of-approvals'
import type { Database } from '@patchbay/db/database'
import { purgeWaits } from '@patchbay/db/wait-functions'
import { releaseSteps } from '@patchbay/engine/release-steps'
import { type Loop, startLoop } from './loop.ts'

const ASK_MS = 5_000
/** Only a lost wake-up is this late: the reconciler tells again as well. */
const RELEASE_MS = 15_000
const PURGE_MS = 3_600_000

export type WaitWork = {
  db: Database
  client: Parameters<typeof releaseSteps>[1]
  publicUrl: string
  mail: boolean
  failing: (what: string) => (error: unknown) => void
  /** Mail was queued. */
  onMail: () => void
}

export type Waits = {
  loops: Loop[]
  /** Somebody is to be asked. */
  wakeAsking: () => void
  /** A held step may go on. */
  wakeReleasing: () => void
}

/** Asks people what runs wait for, reminds them once, and tells runs that what they wait for is there. */
export function startWaits({ db, client, publicUrl, mail, failing, onMail }: WaitWork): Waits {
  const asking = startLoop(
    ASK_MS,
    async () => {
      const notTold = failing('People were not asked; it is tried again')
      const due = await tellOfApprovals(db, { publicUrl, mail }, notTold)
      if (due > 0) onMail()
      return due > 0
    },
    failing('Nobody could see whom to ask; it is tried again'),
  )
  const releasing = startLoop(
    RELEASE_MS,
    async () => {
      await releaseSteps(db, client, failing('A run was not told that it may go on; it is told again'))
      return false
    },
    failing('Runs were not told that they may go on'),
  )
  const purging = startLoop(
    PURGE_MS,
    async () => (await purgeWaits(db, 500)) > 0,
    failing('Events that nobody came for were not removed'),
  )
  return { loops: [asking, releasing, purging], wakeAsking: asking.wake, wakeReleasing: releasing.wake }
}
