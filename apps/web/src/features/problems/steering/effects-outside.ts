import type { RunDetail } from '../../../trpc/types.ts'
import { counted, listed } from '../../shared/words.ts'

/** What a run has done outside so far, by the names of its steps in the order they are drawn. */
export type EffectsOutside = {
  /** They changed something, or called a flow. */
  done: string[]
  /** Those of them that can be undone, and are not being undone already. */
  undone: string[]
  /** Sent, and nobody knows yet whether they went through. */
  unsure: string[]
  /** They called a flow that is still under way: what that did, its own run tells. */
  called: string[]
}

/** By the counts where there are any: of a step inside loops only the most pressing rows come with the run. */
export function effectsOutside({ document, steps, tallies, unwindingAt }: RunDetail): EffectsOutside {
  const undos = document.edges.filter(({ port }) => port === 'undo')
  const withUndo = new Set(undos.map(({ from }) => from))
  const undoes = new Set(undos.map(({ to }) => to))
  const done = new Set([
    ...steps.filter(isApplied).map(({ stepId }) => stepId),
    ...tallies.filter(({ applied }) => applied > 0).map(({ stepId }) => stepId),
  ])
  const unsure = new Set([
    ...steps.filter((row) => row.unresolved).map(({ stepId }) => stepId),
    ...tallies.filter(({ unresolved }) => unresolved > 0).map(({ stepId }) => stepId),
  ])
  const called = new Set(
    steps.filter(({ kind, finishedAt }) => kind === 'subflow' && finishedAt === null).map(({ stepId }) => stepId),
  )
  const namesOf = (isMeant: (id: string) => boolean) =>
    document.steps.filter(({ id }) => isMeant(id)).map(({ name }) => name)
  return {
    done: namesOf((id) => done.has(id) && !undoes.has(id)),
    undone: unwindingAt === null ? namesOf((id) => done.has(id) && !undoes.has(id) && withUndo.has(id)) : [],
    unsure: namesOf((id) => unsure.has(id)),
    called: namesOf((id) => called.has(id)),
  }
}

/** A default that stands for a step that failed has changed nothing. */
const isApplied = ({ state, error, effect, kind }: RunDetail['steps'][number]): boolean =>
  state === 'succeeded' && error === null && ((effect !== 'pure' && effect !== 'read') || kind === 'subflow')

/** What a person is told of it before they cancel the run, a sentence each. */
export function outsideWords(run: RunDetail, { done, undone, unsure, called }: EffectsOutside): string[] {
  const quoted = (names: string[]) => listed(names.map((name) => `“${name}”`))
  const known =
    done.length === 0
      ? []
      : [`${counted(done.length, 'step has', 'steps have')} changed something outside.${leftWords(run, undone)}`]
  const open =
    unsure.length === 0
      ? []
      : [`Of ${quoted(unsure)} nobody knows yet whether ${unsure.length === 1 ? 'it' : 'they'} went through.`]
  const within =
    called.length === 0
      ? []
      : [`What ${quoted(called)} called is cancelled with it; its own run tells what it had done.`]
  const words = [...known, ...open, ...within]
  return words.length === 0 ? ['Nothing has been changed outside so far.'] : words
}

function leftWords(run: RunDetail, undone: string[]): string {
  if (run.unwindingAt !== null)
    return ' It is being undone: cancelling gives that up, and what is left then stays done.'
  return undone.length === 0 ? ' That stays done; cancelling does not undo it.' : ''
}
