import type { Queries } from '@patchbay/db/database'
import type { run } from '@patchbay/db/schema'
import type { Plan } from '@patchbay/flow/plan'
import type { StepRunView } from '../read-models.ts'
import { loadTaken } from '../runs/load-taken.ts'
import { whyLeftBehind } from './why-left-behind.ts'
import { withoutLeftBehind } from './without-left-behind.ts'

/** Says of the steps of a run that can be retried which of them a retry leaves as they are, and why. */
export async function tellLeftBehind(
  tx: Queries,
  { run: owner, plan }: { run: typeof run.$inferSelect; plan: Plan | null },
  views: StepRunView[],
): Promise<StepRunView[]> {
  if (owner.state !== 'failed' && owner.state !== 'cancelled') return views
  if (plan === null || !views.some((view) => mayBeLeft(plan, view))) return views
  const { taken, rows } = await loadTaken(tx, { run: owner, plan })
  const { left } = withoutLeftBehind(plan.control, rows, taken)
  const why = new Map([...left.values()].flat().map(({ row, place }) => [row.id, whyLeftBehind(plan, place)]))
  return views.map((view) => ({ ...view, leftBehind: why.get(view.id) ?? null }))
}

/** Whether it failed, was cut off, or may have been undone: only then the other steps are looked at, which can be many. */
function mayBeLeft(plan: Plan, { node, state }: StepRunView): boolean {
  if (state === 'failed' || state === 'cancelled') return true
  const { undo, asksUndo } = plan.control[node] ?? {}
  return state === 'succeeded' && (undo !== undefined || asksUndo === true)
}
