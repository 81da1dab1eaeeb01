import type { Plan } from '@patchbay/flow/plan'
import type { TakenPlace } from '../runs/taker-of-failure.ts'

/** Why a retry leaves a step as it is, in a sentence. */
export function whyLeftBehind(plan: Plan, { kind, container }: TakenPlace): string {
  const name = `“${plan.work[container]?.name ?? plan.control[container]?.id ?? ''}”`
  switch (kind) {
    case 'item':
      return `${name} went on without this item.`
    case 'lane':
      return `${name} could do without this lane.`
    case 'catch':
      return `${name} caught the failure, and the run went on from there.`
    case 'error':
      return `${name} failed, and the run went on by its error path.`
  }
}

/** Why such a step cannot be settled alone, and what can be done. */
export const cannotSettleLeftBehind = (plan: Plan, of: { name: string; place: TakenPlace }): string =>
  `“${of.name}” does not stop this run: ${whyLeftBehind(plan, of.place)} To do it again, and what follows it, retry the run from this step.`
