import { EVERY_MS, type Policy } from './outage-flow.ts'

export type Tick = {
  scheduledFor: Date
  state: string
  startedAt: Date | null
  finishedAt: Date | null
}

/** `back`: when all of it answered again. */
export type Outage = { from: Date; back: Date }

export type Verdict = {
  policy: Policy
  /** Planned while everything was down. */
  due: number
  /** Of these, came afterwards, ran, and were left out because a run was open. */
  came: number
  ran: number
  leftOut: number
  mostAtOnce: number
  /** What is not as the policy says; empty when all is. */
  wrong: string[]
}

/** What the engine catches up begins at its own first look after the outage, some seconds before all else answers. */
const SLACK_TICKS = 3

export function judgePolicy(policy: Policy, ticks: readonly Tick[], { from, back }: Outage): Verdict {
  const due = dueBetween(from, back)
  const within = ticks.filter(({ scheduledFor }) => scheduledFor > from && scheduledFor <= back)
  const ran = within.filter(({ state }) => state === 'expanded')
  const leftOut = within.filter(({ state }) => state === 'refused')
  const most = mostAtOnce(ticks)
  return {
    policy,
    due: due.length,
    came: within.length,
    ran: ran.length,
    leftOut: leftOut.length,
    mostAtOnce: most,
    wrong: [
      ...checkCame(policy, { due: due.length, came: within.length, outageMs: back.getTime() - from.getTime() }),
      ...checkOverlap(policy, { came: within.length, ran: ran.length, leftOut: leftOut.length, most }),
      ...checkTicks(ticks, back),
    ],
  }
}

const dueBetween = (from: Date, to: Date): number[] => {
  const first = (Math.floor(from.getTime() / EVERY_MS) + 1) * EVERY_MS
  const count = Math.max(0, Math.floor((to.getTime() - first) / EVERY_MS) + 1)
  return Array.from({ length: count }, (_, index) => first + index * EVERY_MS)
}

function checkCame(policy: Policy, { due, came, outageMs }: { due: number; came: number; outageMs: number }): string[] {
  if (policy.catchUpWindowMs >= outageMs) return came === due ? [] : [`${came} of ${due} came, and all were to`]
  const expected = Math.floor(policy.catchUpWindowMs / EVERY_MS)
  return Math.abs(came - expected) <= SLACK_TICKS ? [] : [`${came} came, and about ${expected} were to`]
}

type Counted = { came: number; ran: number; leftOut: number; most: number }

function checkOverlap({ overlap }: Policy, { came, ran, leftOut, most }: Counted): string[] {
  const wrong: string[] = []
  if (ran + leftOut !== came) wrong.push(`${came - ran - leftOut} neither ran nor were left out`)
  if (overlap !== 'skip' && leftOut > 0) wrong.push(`${leftOut} were left out`)
  if (overlap !== 'start' && most > 1) wrong.push(`${most} ran at once`)
  // All that is caught up comes in the same moment.
  if (overlap === 'start' && came > SLACK_TICKS && most < 2) wrong.push('they ran one after another')
  return wrong
}

/** Each planned time once, in order, and none missing from when all answered again. */
function checkTicks(ticks: readonly Tick[], back: Date): string[] {
  const wrong: string[] = []
  const planned = ticks.map(({ scheduledFor }) => scheduledFor.getTime())
  if (new Set(planned).size !== planned.length) wrong.push('a tick came twice')
  const last = Math.max(...planned)
  const missing = dueBetween(back, new Date(last)).filter((at) => !planned.includes(at))
  if (missing.length > 0) wrong.push(`${missing.length} ticks after the outage are missing`)
  const begun = ticks
    .flatMap(({ scheduledFor, startedAt }) => (startedAt === null ? [] : [{ scheduledFor, startedAt }]))
    .toSorted((a, b) => a.scheduledFor.getTime() - b.scheduledFor.getTime())
  const late = begun.filter(
    ({ startedAt }, index) => index > 0 && startedAt < (begun[index - 1]?.startedAt ?? startedAt),
  )
  const alone = mostAtOnce(ticks) <= 1
  if (alone && late.length > 0) wrong.push(`${late.length} began before one that was planned earlier`)
  return wrong
}

function mostAtOnce(ticks: readonly Tick[]): number {
  const changes = ticks
    .flatMap(({ startedAt, finishedAt }) =>
      startedAt === null
        ? []
        : [
            { at: startedAt.getTime(), by: 1 },
            { at: finishedAt?.getTime() ?? Number.POSITIVE_INFINITY, by: -1 },
          ],
    )
    .toSorted((a, b) => a.at - b.at || a.by - b.by)
  let [open, most] = [0, 0]
  for (const { by } of changes) {
    open += by
    most = Math.max(most, open)
  }
  return most
}
