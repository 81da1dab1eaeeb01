import { MAY_REPEAT, WRITE_STEP_IDS, type WriteStep } from '../chaos-flow.ts'
import type { Journal, JournalEvent } from '../journal.ts'
import type { EffectFact, PlatformFacts, RunFact, StepFact, VendorFacts } from './facts.ts'

export type Evidence = {
  journal: Journal
  platform: PlatformFacts
  vendors: VendorFacts
  /** Pieces on all shelves before the first event was sent. */
  stockBefore: number
}

export type Verdict = {
  /** Answered with a 2xx, and no run that succeeded or says what of a vendor it failed by. */
  lost: string[]
  stuck: string[]
  /** Applied more often than once where that was not allowed. */
  doubled: string[]
  /** The platform says one thing and a vendor another. */
  contradictions: string[]
  /** States of an order that were written down after a newer one, twice, or not at all without a reason. */
  outOfOrder: string[]
  /** What belongs to nothing. */
  orphaned: string[]
  /** Runs that ended otherwise than well, by what vendors' faults can lead to, and say why. */
  explained: string[]
  /** How many of those for which reason. */
  reasons: Record<string, number>
  /** Effects beyond the first of steps whose author said that they may repeat. */
  mayRepeat: number
  decisions: { asked: number; done: number; again: number }
}

/** What the faults of vendors can rightly come to, once a step has had all its tries. Nothing else may end a run of the load. */
const VENDOR_TROUBLE = ['upstream', 'rate_limited', 'unknown_outcome']

const RUNNING_STATES = ['running', 'retrying', 'waiting', 'needs_attention']

/** Sets what was sent, what the platform says and what the vendors say against each other. */
export function judge(evidence: Evidence): Verdict {
  const { journal, platform } = evidence
  const attributed = attribute(evidence)
  const { lost, explained, reasons, doubledRuns } = judgeEvents(journal, platform)
  const { doubled, mayRepeat } = judgeDoubles(journal, attributed)
  const answered = platform.decisions.filter(({ state }) => state === 'decided')
  return {
    lost,
    explained,
    reasons,
    stuck: judgeStuck(platform),
    doubled: [...doubledRuns, ...doubled],
    mayRepeat,
    outOfOrder: judgeOrder(evidence),
    orphaned: platform.orphans.filter(({ count }) => count > 0).map(({ what, count }) => `${count} ${what}`),
    contradictions: judgeContradictions(evidence, attributed),
    decisions: {
      asked: platform.decisions.length,
      done: answered.filter(({ verdict }) => verdict === 'done').length,
      again: answered.filter(({ verdict }) => verdict === 'again').length,
    },
  }
}

/** Only the platform knows under which key it took goods off the shelves; everything else the vendor tells itself. */
function attribute({ platform, vendors }: Evidence): EffectFact[] {
  const orderOfRun = new Map(platform.runs.map(({ id, orderId }) => [id, orderId]))
  const takes = platform.steps.filter(({ stepId }) => stepId === 'take')
  const byKey = new Map(takes.map(({ key, runId }) => [key, orderOfRun.get(runId)]))
  const byOutput = new Map(takes.map(({ outputId, runId }) => [outputId, orderOfRun.get(runId)]))
  return vendors.effects.map((effect) =>
    effect.step === 'take'
      ? { ...effect, orderId: byOutput.get(effect.entity) ?? byKey.get(effect.key) ?? null }
      : effect,
  )
}

function judgeEvents(journal: Journal, platform: PlatformFacts) {
  const lost: string[] = []
  const explained: string[] = []
  const reasons: Record<string, number> = {}
  const doubledRuns: string[] = []
  const runsOf = groupBy(platform.runs, ({ orderId }) => orderId)
  const stepsOf = groupBy(platform.steps, ({ runId }) => runId)
  for (const event of journal.events) {
    if (!event.sendings.some(({ acceptedAt }) => acceptedAt !== null)) continue
    const runs = runsOf.get(event.orderId) ?? []
    const [run] = runs
    if (runs.length > 1) doubledRuns.push(`${named(event)} has ${runs.length} runs`)
    if (run === undefined) lost.push(`${named(event)} was accepted and has no run`)
    else if (run.ended) {
      const problem = problemOf(run, stepsOf.get(run.id) ?? [])
      if (problem.kind === 'lost') lost.push(`${named(event)}: ${problem.why}`)
      if (problem.kind === 'explained') {
        explained.push(`${named(event)}: ${problem.why}`)
        reasons[problem.code] = (reasons[problem.code] ?? 0) + 1
      }
    }
  }
  return { lost, explained, reasons, doubledRuns }
}

type Problem = { kind: 'none' } | { kind: 'lost'; why: string } | { kind: 'explained'; why: string; code: string }

function problemOf(run: RunFact, steps: StepFact[]): Problem {
  if (run.state === 'succeeded') {
    const done = new Set(steps.filter(({ state }) => state === 'succeeded').map(({ stepId }) => stepId))
    const missing = WRITE_STEP_IDS.filter((step) => !done.has(step))
    return missing.length === 0
      ? { kind: 'none' }
      : { kind: 'lost', why: `run ${run.id} succeeded without ${missing.join(', ')}` }
  }
  if (run.reason === null || run.reason === '') {
    return { kind: 'lost', why: `run ${run.id} ended as ${run.state} and does not say why` }
  }
  const code = run.reasonCode ?? 'no code'
  return run.state === 'failed' && VENDOR_TROUBLE.includes(code)
    ? { kind: 'explained', code, why: `run ${run.id} failed: ${run.reason}` }
    : { kind: 'lost', why: `run ${run.id} ended as ${run.state}, which no vendor led to (${code}): ${run.reason}` }
}

function judgeStuck(platform: PlatformFacts): string[] {
  const ended = new Map(platform.runs.map((run) => [run.id, run.ended]))
  const inEnded = ({ runId }: { runId: string }) => ended.get(runId) !== false
  return [
    ...platform.deliveries
      .filter(({ state }) => state === 'accepted')
      .map(({ id }) => `delivery ${id} is still accepted`),
    ...platform.deliveries.filter(({ state }) => state === 'dead').map(({ id }) => `delivery ${id} is dead`),
    ...platform.runs.filter((run) => !run.ended).map(({ id, state }) => `run ${id} is still ${state}`),
    ...platform.steps
      .filter((step) => inEnded(step) && RUNNING_STATES.includes(step.state))
      .map(({ runId, stepId, state }) => `step ${stepId} of the ended run ${runId} is ${state}`),
    ...platform.decisions
      .filter((decision) => inEnded(decision) && decision.state === 'open')
      .map(({ runId, stepId }) => `a decision on ${stepId} of the ended run ${runId} is open`),
    ...platform.attempts
      .filter((attempt) => inEnded(attempt) && attempt.outcome === null)
      .map(({ runId, stepId, number }) => `attempt ${number} of ${stepId} in the ended run ${runId} has no outcome`),
  ]
}

/** Of each order's states the newest is known, none came after a newer one, and one that is missing says why. */
function judgeOrder({ journal, platform, vendors }: Evidence): string[] {
  const runOf = new Map(platform.stateRuns.map((run) => [run.deliveryVendorId, run]))
  const known = groupBy(vendors.states, ({ orderId }) => orderId)
  const accepted = journal.states.filter(({ acceptedAt }) => acceptedAt !== null)
  return [...groupBy(accepted, ({ orderId }) => orderId)].flatMap(([orderId, events]) => {
    const versions = (known.get(orderId) ?? []).map(({ version }) => version)
    const behind = versions.filter((version, index) => index > 0 && version <= (versions[index - 1] ?? 0))
    const newest = Math.max(...events.map(({ version }) => version))
    const missing = events.filter(({ version }) => !versions.includes(version))
    const unexplained = missing.filter(({ deliveryId, version }) => {
      const run = runOf.get(deliveryId)
      return version === newest || run?.state !== 'cancelled' || run.reasonCode !== 'older_version'
    })
    return [
      ...behind.map((version) => `state ${version} of order ${orderId} came in the row ${versions.join(', ')}`),
      ...unexplained.map(({ version }) => `state ${version} of order ${orderId} is not known, and no run says why`),
    ]
  })
}

function judgeDoubles(journal: Journal, effects: EffectFact[]) {
  const doubled: string[] = []
  let mayRepeat = 0
  const names = new Map(journal.events.map((event) => [event.orderId, named(event)]))
  const counted = groupBy(
    effects.filter(({ orderId }) => orderId !== null),
    ({ step, orderId }) => `${step} ${orderId}`,
  )
  for (const same of counted.values()) {
    const [first] = same
    if (first === undefined || same.length === 1) continue
    if (MAY_REPEAT.some((step) => step === first.step)) mayRepeat += same.length - 1
    else
      doubled.push(
        `${first.step} of ${names.get(first.orderId ?? '') ?? first.orderId} was applied ${same.length} times`,
      )
  }
  return { doubled, mayRepeat }
}

function judgeContradictions({ journal, platform, vendors, stockBefore }: Evidence, effects: EffectFact[]): string[] {
  const pieces = new Map(journal.events.map((event) => [event.orderId, event.pieces]))
  const applied = new Set(effects.map(({ step, orderId }) => `${step} ${orderId}`))
  const runs = new Map(platform.runs.map((run) => [run.id, run]))
  const said = platform.steps.filter(isWrite).map((step) => ({ ...step, run: runs.get(step.runId) }))
  const succeeded = new Set(
    said.filter(({ state }) => state === 'succeeded').map(({ stepId, run }) => `${stepId} ${run?.orderId}`),
  )
  const open = new Set(
    said.filter(({ run }) => run !== undefined && !run.ended).map(({ stepId, run }) => `${stepId} ${run?.orderId}`),
  )
  const taken = effects.reduce(
    (sum, { step, orderId }) => sum + (step === 'take' ? (pieces.get(orderId ?? '') ?? 0) : 0),
    0,
  )
  return [
    ...[...succeeded]
      .filter((one) => !applied.has(one))
      .map((one) => `step "${one}" succeeded, and the vendor knows nothing of it`),
    ...effects.flatMap(({ step, orderId, entity }) => {
      if (orderId === null) return [`${step} ${entity} was applied and belongs to no order`]
      // It is told of by the label, or not at all where that was refused.
      if (step === 'shipment') return []
      const told = succeeded.has(`${step} ${orderId}`) || open.has(`${step} ${orderId}`)
      return told ? [] : [`${step} of order ${orderId} was applied, and no step says so`]
    }),
    ...(stockBefore - vendors.stock === taken
      ? []
      : [`${stockBefore - vendors.stock} pieces left the shelves, and the changes told of are ${taken}`]),
  ]
}

const isWrite = (step: StepFact): boolean => WRITE_STEP_IDS.some((id: WriteStep) => id === step.stepId)
const named = ({ orderName, orderId }: JournalEvent): string => `order ${orderName} (${orderId})`

function groupBy<T>(list: T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of list) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
