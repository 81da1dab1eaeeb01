import { MAY_REPEAT, WRITE_STEPS } from './chaos-flow.ts'
import { isClean } from './check.ts'
import { PLANTS } from './plant.ts'
import type { ChaosOptions } from './read-options.ts'
import type { ChaosResult } from './run-chaos.ts'

const SHOWN = 20

/** The result as a person reads it; the last line is the verdict. */
export function describeResult(options: ChaosOptions, result: ChaosResult): string {
  const { verdict, journal, struck, timesMs } = result
  const sendings = journal.events.flatMap((event) => event.sendings)
  const tries = sendings.reduce((sum, sending) => sum + sending.tries.length, 0)
  const accepted = sendings.filter(({ acceptedAt }) => acceptedAt !== null).length
  const caught = PLANTS.filter((what) => !result.missed.includes(what))
  const rows: [string, string][] = [
    ['events', `${options.events}, seed ${options.seed}`],
    ['sent', `${sendings.length} copies in ${tries} tries, ${accepted} answered 2xx`],
    ['killed with -9', counted(struck.killed)],
    ['frozen', `${struck.frozen} times, and gone on`],
    ['connections', `${struck.wires} times cut, slow or blocked`],
    ['faults switched on', String(struck.faults)],
    ['deliveries', counted(result.deliveries)],
    ['runs', `${counted(result.runs)}; ${result.takenOver} taken over from a workflow that was gone`],
    ['attempts', counted(result.attempts)],
    [
      'explained',
      `${verdict.explained.length} failed by a vendor, ${result.mayFail} may${verdict.explained.length === 0 ? '' : `: ${counted(verdict.reasons)}`}`,
    ],
    [
      'states of orders',
      `${result.states.sent} sent, ${result.states.known} written down, ${result.states.older} older than one that had run`,
    ],
    ['orphaned', String(verdict.orphaned.length)],
    ['contradictions', String(verdict.contradictions.length)],
    ['decisions', `${verdict.decisions.asked} asked, ${verdict.decisions.done} done, ${verdict.decisions.again} again`],
    [
      'write steps',
      Object.entries(WRITE_STEPS)
        .map(([step, safety]) => `${step} (${safety})`)
        .join(', '),
    ],
    ['planted and caught', options.plant ? `${options.plant} was planted in this run` : caught.join(', ') || 'none'],
    [
      'time',
      Object.entries(timesMs)
        .map(([part, ms]) => `${part} ${(ms / 1_000).toFixed(1)} s`)
        .join(', '),
    ],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  const findings = (
    ['lost', 'stuck', 'doubled', 'outOfOrder', 'orphaned', 'contradictions', 'explained'] as const
  ).flatMap((kind) => verdict[kind].slice(0, SHOWN).map((line) => `${kind}: ${line}`))
  return [
    ...rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
    ...findings,
    `lost ${verdict.lost.length}, out of order ${verdict.outOfOrder.length}, stuck ${verdict.stuck.length}, doubled ${verdict.doubled.length} ` +
      `(may repeat: ${verdict.mayRepeat}, ${MAY_REPEAT.join(', ')}), decisions asked ${verdict.decisions.asked}`,
  ].join('\n')
}

export function hasPassed({ verdict, mayFail, missed }: ChaosResult): boolean {
  return isClean(verdict) && verdict.explained.length <= mayFail && missed.length === 0
}

const counted = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')
