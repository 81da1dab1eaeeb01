import type { State } from '@patchbay/ui/state'
import type { StepStates } from './step-state.ts'

const words: readonly [State, string][] = [
  ['succeeded', 'done'],
  ['running', 'running'],
  ['retrying', 'retrying'],
  ['waiting', 'waiting'],
  ['attention', 'need a person'],
  ['failed', 'failed'],
  ['queued', 'to come'],
  ['skipped', 'skipped'],
  ['cancelled', 'cancelled'],
]

/** "3 done, 1 retrying, 3 to come": in the order a person looks for them, without the empty ones. Of a run that is `over` nothing comes any more. */
export function stateCounts(
  ids: readonly string[],
  states: StepStates,
  { over = false } = {},
): { state: State; count: number; word: string }[] {
  const counts = new Map<State, number>()
  for (const id of ids) {
    const state = states[id]?.state ?? 'queued'
    counts.set(state, (counts.get(state) ?? 0) + 1)
  }
  return words.flatMap(([state, word]) => {
    const count = counts.get(state) ?? 0
    return count === 0 ? [] : [{ state, count, word: wordOf(state, { word, count, over }) }]
  })
}

function wordOf(state: State, { word, count, over }: { word: string; count: number; over: boolean }): string {
  if (state === 'attention' && count === 1) return 'needs a person'
  return state === 'queued' && over ? 'not reached' : word
}
