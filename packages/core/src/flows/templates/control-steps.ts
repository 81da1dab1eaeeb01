import type { ApprovalStep, EventStep, RepeatStep, ScopeStep, Step } from '@patchbay/flow/document'
import type { Mapping } from '@patchbay/flow/mapping'

const position = { x: 0, y: 0 }
const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/** A question to everybody who may run flows, with two days to answer and a reminder after one. */
export const approval = (
  id: string,
  name: string,
  ask: Pick<ApprovalStep, 'question' | 'facts' | 'form'>,
): ApprovalStep => ({
  id,
  kind: 'approval',
  name,
  position,
  ...ask,
  approvers: { people: [], role: 'operator' },
  deadlineMs: 2 * DAY_MS,
  remindMs: DAY_MS,
})

/** Waits for an event of an app that is about the same thing; one that came in the hour before counts. */
export const awaitEvent = (
  id: string,
  name: string,
  what: { connector: string; event: string; path: string; equals: Mapping; timeoutMs: number },
): EventStep => ({
  id,
  kind: 'event',
  name,
  position,
  connector: what.connector,
  event: what.event,
  connectionId: null,
  params: {},
  match: { path: what.path, equals: what.equals },
  timeoutMs: what.timeoutMs,
  lookBackMs: HOUR_MS,
})

export const repeat = (
  id: string,
  name: string,
  rules: Pick<RepeatStep, 'until' | 'maxTimes' | 'delayMs' | 'atLimit'>,
): RepeatStep => ({ id, kind: 'repeat', name, position, ...rules })

export const scope = (id: string, name: string): ScopeStep => ({ id, kind: 'scope', name, position, compensate: true })

/** The same steps inside a container, or in a lane of a scope. */
export const inside = (parent: string, steps: Step[], lane?: Step['lane']): Step[] =>
  steps.map((step) => ({ ...step, parent, ...(lane === undefined ? {} : { lane }) }))
