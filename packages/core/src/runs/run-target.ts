/** One run as its owner of the moment sees it: whoever holds an older epoch may do nothing. */
export type RunTarget = { workspaceId: string; runId: string; epoch: number }

/** A place in a run: a node of its plan, and the positions in the loops around it joined by dots. */
export type StepPlace = { node: number; stepId: string; iteration: string }

export const iterationKey = (iteration: readonly number[]): string => iteration.join('.')

export const parseIteration = (key: string): number[] => (key === '' ? [] : key.split('.').map(Number))
