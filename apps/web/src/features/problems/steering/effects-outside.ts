import type { RunDetail } from '../../../trpc/types.ts'
import { counted, listed } from '../../shared/words.ts'

/** What a run has done outside so far, by the names of its steps in the order they are drawn. */
export type EffectsOutside = {
  /** They changed something, or called a flow that did, or may yet. */
  done: string[]
  /** Those of them that can be undone, and are not being undone already. */
  undone: string[]
  /** Those that have no undo, and of which a person is asked when the rest is undone. */
  asked: string[]
  /** How often they are asked: once each time that one of these was applied. */
  questions: number
  /** Sent, and nobody knows yet whether they went through. */
  unsure: string[]
  /** They called a flow that is still under way: what that did, its own run tells. */
  called: string[]
}

/** By the counts where there are any: of a step inside loops only the most pressing rows come with the run. */
export function effectsOutside(run: RunDetail): EffectsOutside {
  const { document, steps, tallies, unwindingAt } = run
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
  // What is being undone already asks by itself.
  const questions = unwindingAt === null ? run.undoQuestions : {}
  return {
    done: namesOf((id) => done.has(id) && !undoes.has(id)),
    undone: unwindingAt === null ? namesOf((id) => done.has(id) && !undoes.has(id) && withUndo.has(id)) : [],
    asked: namesOf((id) => Object.hasOwn(questions, id)),
    questions: Object.values(questions).reduce((sum, count) => sum + count, 0),
    unsure: namesOf((id) => unsure.has(id)),
    called: namesOf((id) => called.has(id)),
  }
}

/** A default that stands for a step that failed has changed nothing. */
const isApplied = ({ state, error, effect, calledOutside }: RunDetail['steps'][number]): boolean =>
  state === 'succeeded' && error === null && ((effect !== 'pure' && effect !== 'read') || calledOutside)

/** What a person is told of it before they cancel the run, a sentence each. */
export function outsideWords(run: RunDetail, effects: EffectsOutside): string[] {
  const { done, unsure, called } = effects
  const known =
    done.length === 0
      ? []
      : [`${quoted(done)} ${done.length === 1 ? 'has' : 'have'} changed something outside.${leftWords(run, effects)}`]
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

/** What becomes of it when the run is undone, a sentence each; none where nothing can be undone, and nobody is asked. */
export function undoWords({ done, undone, asked, questions }: EffectsOutside): string[] {
  if (undone.length === 0 && asked.length === 0) return []
  const rest = done.filter((name) => !undone.includes(name) && !asked.includes(name))
  const one = ([, second]: string[]) => second === undefined
  const taken = one(undone)
    ? 'is undone, with tries and a log of its own.'
    : 'are undone, the last first, each with its own tries and log.'
  const seen = one(asked)
    ? 'has no undo: a person is asked to see to it'
    : 'have no undo: a person is asked to see to them'
  return [
    ...(undone.length === 0 ? [] : [`${quoted(undone)} ${taken}`]),
    ...(asked.length === 0 ? [] : [`${quoted(asked)} ${seen} by hand, in ${counted(questions, 'question')}.`]),
    ...(rest.length === 0
      ? []
      : [
          one(rest)
            ? `${quoted(rest)} stays done: it has no undo, and its step says that it stays.`
            : `${quoted(rest)} stay done: they have no undo, and their steps say that it stays.`,
        ]),
  ]
}

/** What whoever cancels may wish besides: an undo is promised only where there is one. */
export function wishWords({ undone, asked }: EffectsOutside): { tick: string; button: string } {
  return undone.length > 0
    ? { tick: 'Also undo what was done', button: 'Cancel and undo' }
    : { tick: `Ask a person about ${quoted(asked)}`, button: 'Cancel and ask' }
}

function leftWords(run: RunDetail, { undone, asked }: EffectsOutside): string {
  if (run.unwindingAt !== null)
    return ' It is being undone: cancelling gives that up, and what is left then stays done.'
  return undone.length + asked.length === 0 ? ' That stays done; cancelling does not undo it.' : ''
}

const quoted = (names: string[]): string => listed(names.map((name) => `“${name}”`))
