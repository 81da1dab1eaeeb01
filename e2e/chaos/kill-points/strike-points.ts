import { isClean } from '../check.ts'
import { openTarget } from './open-target.ts'
import { KILL_POINTS } from './points.ts'
import { runKillPoints } from './run-kill-points.ts'

/** Kills at every named point, tells of each and of what came of it; false when anything was lost, stuck or doubled. */
export async function strikePoints(
  extraEnv: Record<string, string>,
  { keep, tell }: { keep: boolean; tell: (line: string) => void },
): Promise<boolean> {
  const { open, gun } = await openTarget('kill-points', extraEnv)
  let stopping: Promise<void> | null = null
  const stop = (keepData: boolean) => {
    stopping ??= open.close({ keepData })
    return stopping
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop(keep).finally(() => process.exit(130)))
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
    return passed
  } finally {
    await stop(keep || !passed)
    if (keep || !passed) tell(`The data is kept in ${open.dataDir}`)
  }
}
