import type { Problem } from '@patchbay/flow/problem'
import type { Colleague, DiffMarks } from '../contract.ts'

export type DiffMark = DiffMarks[string]

/** What is known of a step beside the document: drawn on its node, said in its name. */
export type NodeMarks = {
  /** Jacks can be plugged, steps moved. */
  editing: boolean
  /** `count`: of those as severe as the worst; `mild`: those that are worth a look beside them. */
  problem: { severity: Problem['severity']; words: string; count: number; mild: number } | null
  /** Not tested since its last change. */
  untested: boolean
  /** Names of colleagues who have its settings open. */
  editors: readonly string[]
  diff: DiffMark | null
  /** While a cable is carried: why it cannot end here. */
  refused: string | null
  /** Where what is carried would go. */
  aimed: boolean
}

export const noMarks: NodeMarks = {
  editing: false,
  problem: null,
  untested: false,
  editors: [],
  diff: null,
  refused: null,
  aimed: false,
}

export const diffWord: Record<DiffMark, string> = {
  new: 'New',
  changed: 'Changed',
  gone: 'Gone',
  stays: 'Stays in draft',
}

export type MarkSources = {
  editing: boolean
  problems: readonly Problem[]
  untested: ReadonlySet<string>
  colleagues: readonly Colleague[]
  diff: DiffMarks
  refusals: ReadonlyMap<string, string> | null
  aimedId: string | null
}

/** The marks of one step, by what is known of all. */
export function marksOf(sources: MarkSources): (stepId: string) => NodeMarks {
  const problems = new Map<string, Problem[]>()
  for (const problem of sources.problems)
    if (problem.stepId !== undefined) problems.set(problem.stepId, [...(problems.get(problem.stepId) ?? []), problem])
  return (stepId) => ({
    editing: sources.editing,
    problem: loudest(problems.get(stepId) ?? []),
    untested: sources.untested.has(stepId),
    editors: sources.colleagues.flatMap((each) => (each.stepId === stepId ? [each.name] : [])),
    diff: sources.diff[stepId] ?? null,
    refused: sources.refusals?.get(stepId) ?? null,
    aimed: sources.aimedId === stepId,
  })
}

function loudest(problems: readonly Problem[]): NodeMarks['problem'] {
  const blocking = problems.filter(({ severity }) => severity === 'error')
  const [first] = blocking.length > 0 ? blocking : problems
  if (first === undefined) return null
  const count = blocking.length > 0 ? blocking.length : problems.length
  return { severity: first.severity, words: first.message, count, mild: problems.length - count }
}

/** "2 problems to fix, 1 worth a look, not tested since its last change, Idris Velde edits it" */
export function marksWords({ problem, untested, editors, diff }: NodeMarks): string[] {
  return [
    ...(problem === null ? [] : problemWords(problem)),
    ...(untested ? ['not tested since its last change'] : []),
    ...(diff === null ? [] : [diffWord[diff].toLowerCase()]),
    ...editors.map((name) => `${name} is editing it`),
  ]
}

function problemWords({ severity, words, count, mild }: NonNullable<NodeMarks['problem']>): string[] {
  const beside = mild === 0 ? [] : [`${mild} worth a look`]
  if (severity === 'warning') return [count === 1 ? `worth a look: ${words}` : `${count} worth a look`]
  return [count === 1 ? `1 problem to fix: ${words}` : `${count} problems to fix`, ...beside]
}
