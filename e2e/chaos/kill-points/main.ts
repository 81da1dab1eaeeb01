import { isClean } from '../check.ts'
import { openTarget } from './open-target.ts'
import { KILL_POINTS } from './points.ts'
import { runKillPoints } from './run-kill-points.ts'

/** A run that nobody heard of for this long is looked after: short, so that this ends soon. */
const SILENT_RUN_MS = '5000'

const startedAt = performance.now()
const tell = (line: string) =>
  process.stdout.write(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${line}\n`)

const { open, gun } = await openTarget('kill-points', { PATCHBAY_SILENT_RUN_MS: SILENT_RUN_MS })
let stopping: Promise<void> | null = null
const stop = (keepData: boolean) => {
  stopping ??= open.close({ keepData })
  return stopping
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stop(false).finally(() => process.exit(130)))
}
let passed = false
try {
  const { struck, verdict } = await runKillPoints({ open, gun }, tell)
  passed = isClean(verdict) && struck.length === KILL_POINTS.length
  const { lost, stuck, doubled, outOfOrder, orphaned, contradictions, explained, decisions, mayRepeat } = verdict
  for (const finding of [...lost, ...stuck, ...doubled, ...outOfOrder, ...orphaned, ...contradictions, ...explained])
    tell(finding)
  tell(
    `killed at ${struck.length} of ${KILL_POINTS.length} points: lost ${lost.length}, stuck ${stuck.length}, ` +
      `doubled ${doubled.length} (may repeat: ${mayRepeat}), contradictions ${contradictions.length}, decisions asked ${decisions.asked}`,
  )
} finally {
  await stop(!passed)
  if (!passed) process.stdout.write(`The data is kept in ${open.dataDir}\n`)
}
process.exit(passed ? 0 : 1)
