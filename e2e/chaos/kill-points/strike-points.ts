import { isClean } from '../check.ts'
import { openTarget } from './open-target.ts'
import { KILL_POINTS } from './points.ts'
import { runKillPoints } from './run-kill-points.ts'
import { openVendor } from './vendor.ts'

/** Kills at every named point, or at those of some scenes, tells of each and of what came of it; false when anything was lost, stuck or doubled. */
export async function strikePoints(
  extraEnv: Record<string, string>,
  { keep, scenes, tell }: { keep: boolean; scenes?: string[] | undefined; tell: (line: string) => void },
): Promise<boolean> {
  const vendor = await openVendor()
  const { open, gun } = await openTarget('kill-points', {
    ...extraEnv,
    PATCHBAY_VENDOR_ORIGINS: JSON.stringify({ http: vendor.origin }),
  })
  let stopping: Promise<void> | null = null
  const stop = (keepData: boolean) => {
    stopping ??= open.close({ keepData })
    return stopping
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop(keep).finally(() => process.exit(130)))
  }
  const points = KILL_POINTS.filter(({ scene }) => scenes === undefined || scenes.includes(scene))
  let passed = false
  try {
    const { struck, findings, verdict } = await runKillPoints({ open, gun, vendor }, points, tell)
    // No vendor fails an order here: each must have gone through.
    passed =
      isClean(verdict) && verdict.explained.length === 0 && findings.length === 0 && struck.length === points.length
    const { lost, stuck, doubled, outOfOrder, orphaned, contradictions, explained, decisions, mayRepeat } = verdict
    const all = [
      ...findings,
      ...lost,
      ...stuck,
      ...doubled,
      ...outOfOrder,
      ...orphaned,
      ...contradictions,
      ...explained,
    ]
    for (const finding of all) tell(finding)
    for (const { name } of points.filter((point) => !struck.includes(point))) tell(`nobody died at "${name}"`)
    tell(
      `killed at ${struck.length} of ${points.length} points: lost ${lost.length}, stuck ${stuck.length}, ` +
        `doubled ${doubled.length} (may repeat: ${mayRepeat}), contradictions ${contradictions.length}, failed ${explained.length}, ` +
        `wrong in scenes ${findings.length}, decisions asked ${decisions.asked}`,
    )
    return passed
  } finally {
    await stop(keep || !passed)
    if (keep || !passed) tell(`The data is kept in ${open.dataDir}`)
  }
}
