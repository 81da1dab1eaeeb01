import { setTimeout as pause } from 'node:timers/promises'
import type { TcpProxy } from '../support/tcp-proxy.ts'
import { waitFor } from '../support/wait-for.ts'
import type { Freeze, Moment, Schedule, Victim, Wire, WireFault } from './schedule.ts'

export type Strikes = Omit<Schedule, 'sendings'> & {
  events: number
  /** False when it is not running just now: asked again. */
  signal: (victim: Victim, signal: NodeJS.Signals) => boolean
  wires: Readonly<Record<Wire, TcpProxy>>
  switchFault: (fault: Schedule['faults'][number]) => Promise<unknown>
  /** How far the load is. Rejects while nobody can tell. */
  progress: () => Promise<Record<Moment['counts'], number>>
  tell: (line: string) => void
}

/** What struck, counted. */
export type Struck = { killed: Record<Victim, number>; frozen: number; wires: number; faults: number }

/** How far the wire's chunks are put off while it is slow. */
const SLOW_CHUNK_MS = 100

/**
 * Kills, freezes and breaks as the load goes on: after a kill, the next one waits until another run has ended, so that
 * each meets a Patchbay at work and not one that is still getting up. Resolves once all have struck and are over.
 */
export async function strike(strikes: Strikes, deadlineMs: number): Promise<Struck> {
  const struck: Struck = {
    killed: { worker: 0, worker2: 0, ingress: 0, temporal: 0, postgres: 0 },
    frozen: 0,
    wires: 0,
    faults: 0,
  }
  const left = {
    kills: [...strikes.kills],
    freezes: [...strikes.freezes],
    wireFaults: [...strikes.wireFaults],
    faults: [...strikes.faults],
  }
  const passing = new Set<Promise<void>>()
  let frozen = false
  const follow = (work: Promise<void>) => {
    passing.add(work)
    void work.finally(() => passing.delete(work))
  }
  let finishedAtLastKill = -1
  await waitFor(
    async () => {
      const { accepted, finished } = await strikes.progress()
      const isDue = ({ when }: { when: Moment }) => (when.counts === 'accepted' ? accepted : finished) >= when.at
      const at = `(accepted ${accepted}, finished ${finished})`
      for (const fault of takeWhere(left.faults, isDue)) {
        await strikes.switchFault(fault)
        struck.faults++
      }
      for (const fault of takeWhere(left.wireFaults, isDue)) {
        strikes.tell(`${fault.how} ${fault.wire} for ${fault.ms} ms ${at}`)
        struck.wires++
        follow(disturb(strikes, fault))
      }
      // One at a time: two frozen workers are an outage, and that is not what is looked for here.
      const freeze = frozen ? undefined : left.freezes.find(isDue)
      if (freeze !== undefined && strikes.signal(freeze.victim, 'SIGSTOP')) {
        left.freezes.splice(left.freezes.indexOf(freeze), 1)
        strikes.tell(`freeze ${freeze.victim} for ${freeze.ms} ms ${at}`)
        struck.frozen++
        frozen = true
        follow(thaw(strikes, freeze).finally(() => (frozen = false)))
      }
      const goesOn = finished > finishedAtLastKill || finished >= strikes.events
      const due = goesOn ? left.kills.find(isDue) : undefined
      if (due !== undefined && strikes.signal(due.victim, 'SIGKILL')) {
        left.kills.splice(left.kills.indexOf(due), 1)
        struck.killed[due.victim]++
        finishedAtLastKill = finished
        strikes.tell(`kill -9 ${due.victim} ${at}`)
      }
      return Object.values(left).every((list) => list.length === 0) && passing.size === 0 ? true : null
    },
    { what: 'All kills, freezes and faults', deadlineMs, everyMs: 100 },
  )
  return struck
}

async function thaw({ signal, tell }: Strikes, { victim, ms }: Freeze): Promise<void> {
  await pause(ms)
  // It may have been killed meanwhile; its follower takes the signal as nothing.
  signal(victim, 'SIGCONT')
  tell(`${victim} goes on`)
}

async function disturb({ wires }: Strikes, { wire, how, ms }: WireFault): Promise<void> {
  const proxy = wires[wire]
  if (how === 'cut') {
    proxy.cut()
    return
  }
  if (how === 'slow') proxy.slow(SLOW_CHUNK_MS)
  else proxy.block(true)
  await pause(ms)
  if (how === 'slow') proxy.slow(0)
  else proxy.block(false)
}

function takeWhere<T>(list: T[], matches: (item: T) => boolean): T[] {
  const taken = list.filter(matches)
  for (const item of taken) list.splice(list.indexOf(item), 1)
  return taken
}
