import type { AuditInput } from '../../trpc/types.ts'

export const WHENS = ['today', '7d', '30d'] as const
export type When = (typeof WHENS)[number]
export const whenWord: Record<When, string> = { today: 'today', '7d': 'last 7 days', '30d': 'last 30 days' }

/** `from` and `to` are days as `2026-11-21`, both included; they go before `when`. */
export type AuditFilters = {
  who: string | null
  /** First part of the use case: `flow`, `member`. */
  what: string | null
  thing: { kind: string; id: string } | null
  when: When | null
  from: string | null
  to: string | null
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const THING = /^([a-z_]{1,40}):([\w-]{1,64})$/
const DAYS: Record<When, number> = { today: 0, '7d': 6, '30d': 29 }

/** Reads the address; what is not understood is as if it were not there. */
export function filtersOf(params: URLSearchParams): AuditFilters {
  const day = (name: string) => (DAY.test(params.get(name) ?? '') ? params.get(name) : null)
  const [, kind, id] = THING.exec(params.get('thing') ?? '') ?? []
  return {
    who: params.get('who'),
    what: params.get('what'),
    thing: kind === undefined || id === undefined ? null : { kind, id },
    when: WHENS.find((one) => one === params.get('when')) ?? null,
    from: day('from'),
    to: day('to'),
  }
}

/** What the address must say for these filters; null takes a word out of it. Those left out stay as they are. */
export const addressOf = ({ thing, ...filters }: Partial<AuditFilters>): Record<string, string | null> => ({
  ...filters,
  ...(thing === undefined ? {} : { thing: thing === null ? null : `${thing.kind}:${thing.id}` }),
})

export const NO_FILTERS: AuditFilters = { who: null, what: null, thing: null, when: null, from: null, to: null }

export const isFiltered = (filters: AuditFilters): boolean => Object.values(filters).some((value) => value !== null)

/** What is asked for. Whole days in the person's own zone, so that the question stays the same for a day. */
export function questionOf(filters: AuditFilters, known: { actions: readonly string[] }, now: Date): AuditInput {
  const { who, what, thing } = filters
  const actions = what === null ? [] : known.actions.filter((action) => action.split('.')[0] === what)
  const { from, to } = rangeOf(filters, now)
  return {
    ...(who === null ? {} : { actorId: who }),
    // A kind that nothing was done of yet finds nothing, and not everything.
    ...(what === null ? {} : { actions: actions.length === 0 ? [what] : actions }),
    ...(thing === null ? {} : { subjectKind: thing.kind, subjectId: thing.id }),
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
  }
}

function rangeOf({ from, to, when }: AuditFilters, now: Date): { from: Date | null; to: Date | null } {
  if (from !== null || to !== null) {
    return { from: from === null ? null : startOf(from, 0), to: to === null ? null : startOf(to, 1) }
  }
  if (when === null) return { from: null, to: null }
  return { from: new Date(now.getFullYear(), now.getMonth(), now.getDate() - DAYS[when]), to: null }
}

function startOf(day: string, plus: number): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + plus)
}

const KIND_WORDS: Record<string, string> = {
  flow: 'Flows',
  run: 'Runs',
  delivery: 'Events',
  decision: 'Decisions',
  connection: 'Connections',
  oauth_app: 'OAuth apps',
  api_key: 'API keys',
  member: 'Members',
  invite: 'Invites',
  workspace: 'The workspace',
  account: 'Their own account',
  sample: 'Samples',
  test: 'Tests',
}

/** "Flows", for the first part of a use case. */
export const whatWord = (kind: string): string => KIND_WORDS[kind] ?? kind.replaceAll('_', ' ')
