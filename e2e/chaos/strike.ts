import { waitFor } from '../support/wait-for.ts'
import type { FaultSwitch, Kill, Moment, Victim } from './schedule.ts'

export type Strikes = {
  events: number
  kills: Kill[]
  faults: FaultSwitch[]
  /** False when it is not running just now: asked again. */
  kill: (victim: Victim) => boolean
  switchFault: (fault: FaultSwitch) => Promise<unknown>
  /** How far the load is. Rejects while nobody can tell. */
  progress: () => Promise<Record<Moment['counts'], number>>
  tell: (line: string) => void
}

/**
 * Kills and breaks as the load goes on: after a kill, the next one waits until another run has ended, so that each meets
 * a Patchbay at work and not one that is still getting up. Resolves with the number of kills once all have struck.
 */
export async function strike(strikes: Strikes, deadlineMs: number): Promise<Record<Victim, number>> {
  const killed: Record<Victim, number> = { worker: 0, ingress: 0, temporal: 0, postgres: 0 }
  const kills = [...strikes.kills]
  const faults = [...strikes.faults]
  let finishedAtLastKill = -1
  return waitFor(
    async () => {
      const { accepted, finished } = await strikes.progress()
      const isDue = ({ when }: { when: Moment }) => (when.counts === 'accepted' ? accepted : finished) >= when.at
      for (const fault of takeWhere(faults, isDue)) await strikes.switchFault(fault)
      const goesOn = finished > finishedAtLastKill || finished >= strikes.events
      const due = goesOn ? kills.find(isDue) : undefined
      if (due !== undefined && strikes.kill(due.victim)) {
        kills.splice(kills.indexOf(due), 1)
        killed[due.victim]++
        finishedAtLastKill = finished
        strikes.tell(`kill -9 ${due.victim} (accepted ${accepted}, finished ${finished})`)
      }
      return kills.length + faults.length === 0 ? killed : null
    },
    { what: 'All kills and faults', deadlineMs, everyMs: 100 },
  )
}

function takeWhere<T>(list: T[], matches: (item: T) => boolean): T[] {
  const taken = list.filter(matches)
  for (const item of taken) list.splice(list.indexOf(item), 1)
  return taken
}
