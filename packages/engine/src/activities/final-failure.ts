import type { Question } from '@patchbay/core/runs/question'
import type { StepError } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import type { ActionStep } from './action-step.ts'
import { buildScope } from './build-scope.ts'
import type { ActivityDependencies } from './dependencies.ts'
import { StepProblem, value } from './evaluate-control.ts'
import type { RunSession } from './run-session.ts'

/** What becomes of a step that has failed for good. */
export type FinalFailure =
  | { kind: 'fail'; notes: string[] | null }
  | { kind: 'default'; output: Json; notes: string[] }
  | { kind: 'ask'; question: Question }

/**
 * The step fails, goes on with its default, or is put before a person. An undo never just fails: then nobody would know
 * that something is left behind.
 */
export async function finalFailure(
  deps: ActivityDependencies,
  session: RunSession,
  of: { step: ActionStep; error: StepError },
): Promise<FinalFailure> {
  const { control, work, ref } = of.step
  const why = of.error.message.replace(/\.$/, '')
  if (control.undoOf !== undefined) {
    const text = `“${work.name}” did not go through: ${why}. Was it undone by hand, or should it be tried again?`
    return { kind: 'ask', question: { kind: 'undo', text } }
  }
  if (control.catches || work.ifFails === undefined) return { kind: 'fail', notes: null }
  if (work.ifFails.kind === 'ask') {
    return {
      kind: 'ask',
      question: { kind: 'failed', text: `“${work.name}” failed: ${why}. What is to become of it?` },
    }
  }
  try {
    const scope = buildScope(session, ref)
    const mapping = work.ifFails.output
    const output = await value({ scope, expressions: deps.expressions }, { mapping, field: 'ifFails', required: false })
    return { kind: 'default', output, notes: [`Went on with its default, because it failed: ${why}.`] }
  } catch (problem) {
    if (!(problem instanceof StepProblem)) throw problem
    return { kind: 'fail', notes: [`Its default could not be worked out: ${problem.error.message}`] }
  }
}
