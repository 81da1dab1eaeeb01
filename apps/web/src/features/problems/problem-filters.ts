import type { ProblemState } from '../../trpc/types.ts'

export const SINCE = ['hour', 'day', 'week'] as const
export type Since = (typeof SINCE)[number]

export const sinceWord: Record<Since, string> = { hour: 'last hour', day: 'last 24 hours', week: 'last 7 days' }

const sinceMs: Record<Since, number> = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 }

/** In minutes, so that a question asked twice in a row is the same one. */
export const sinceDate = (since: Since, now: number): Date =>
  new Date(Math.floor((now - sinceMs[since]) / 60_000) * 60_000)

export const STATES = ['open', 'mending', 'dismissed', 'resolved'] as const satisfies readonly ProblemState[]

export const stateName: Record<ProblemState, string> = {
  open: 'Open',
  mending: 'Mending',
  dismissed: 'Dismissed',
  resolved: 'Solved',
}

export type ProblemFilters = {
  state: ProblemState
  flowId: string | null
  connectionId: string | null
  since: Since | null
}

export function readFilters(params: URLSearchParams): ProblemFilters {
  const state = STATES.find((one) => one === params.get('state')) ?? 'open'
  const since = SINCE.find((one) => one === params.get('since')) ?? null
  return { state, since, flowId: params.get('flow'), connectionId: params.get('connection') }
}
