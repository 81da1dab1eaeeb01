import { waitFor } from '../support/wait-for.ts'
import type { FaultSwitch, Kill, Moment, Victim } from './schedule.ts'

export type Strikes = {
  kills: Kill[]
  faults: FaultSwitch[]
  /** False when it is not running just now: asked again. */
  kill: (victim: Victim) => boolean
  switchFault: (fault: FaultSwitch) => Promise<unknown>
  /** How far the load is. Rejects while nobody can tell. */
  progress: () => Promise<Record<Moment['counts'], number>>
  tell: (line: string) => void
}

/** Kills and breaks as the load goes on. Resolves with the number of kills once all have struck. */
export async function strike(strikes: Strikes, deadlineMs: number): Promise<Record<Victim, number>> {
  const killed: Record<Victim, number> = { worker: 0, ingress: 0, temporal: 0, postgres: 0 }
  const kills = [...strikes.kills]
  const faults = [...strikes.faults]
  return waitFor(
    async () => {
      const { accepted, finished } = await strikes.progress()
      const isDue = ({ when }: { when: Moment }) => (when.counts === 'accepted' ? accepted : finished) >= when.at
      for (const fault of takeWhere(faults, isDue)) await strikes.switchFault(fault)
      for (const kill of kills.filter(isDue)) {
        if (!strikes.kill(kill.victim)) continue
        kills.splice(kills.indexOf(kill), 1)
        killed[kill.victim]++
        strikes.tell(`kill -9 ${kill.victim} (accepted ${accepted}, finished ${finished})`)
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
