import type { ProblemReason } from '../../trpc/types.ts'

const words: Record<NonNullable<ProblemReason['how']>, string> = {
  retried: 'Retried, and it went through.',
  edited: 'What is sent was changed, and it went through.',
  supplied: 'Its output was supplied by hand.',
  skipped: 'The step was skipped.',
  later_run: 'Solved by itself: a later run of the same succeeded.',
  mended: 'Solved by itself: what held it is gone.',
  ended: 'Its run ended another way.',
  cancelled: 'Its run was cancelled.',
  dismissed: 'Dismissed.',
}

/** How a reason was settled, by whom and why. */
export function howWords({ how, settledBy, note, flow, stepName }: ProblemReason): string {
  const did = how === null ? 'Settled.' : words[how]
  const by = settledBy === null ? '' : ` By ${settledBy}${note === null ? '' : `: “${note}”`}.`
  return `${did}${by} ${stepName === null ? flow.name : `${flow.name} › ${stepName}`}.`
}
