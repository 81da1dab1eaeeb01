import type { LoopStep, ParallelStep, RepeatStep, ScopeStep, Step } from '../document.ts'
import type { FlowGraph } from '../graph.ts'
import { parallelLanes, undoneBy, undoOf } from '../lanes.ts'
import { givesOutput } from '../ports.ts'
import { checkCondition, checkMapping } from './check-mapping.ts'
import { checkRange, checkSpan } from './check-range.ts'
import type { Validation } from './validation.ts'

const MAX_CONCURRENCY = 50
const MAX_BATCH = 1000
const MAX_PASSES = 1000
const MAX_DELAY_MS = 86_400_000

export function checkLoop(validation: Validation, step: LoopStep): void {
  const { error } = validation
  if (step.list.kind === 'constant' && !(Array.isArray(step.list.value) && step.list.value.length > 0))
    error('loop_without_list', 'list', 'There is no list to go through. Map a list from an earlier step.')
  else
    checkMapping(validation, { field: 'list', label: 'The list', required: true, schema: { type: 'array' } }, step.list)
  if (!Number.isInteger(step.concurrency) || step.concurrency < 1 || step.concurrency > MAX_CONCURRENCY) {
    const message = `A loop works on 1 to ${MAX_CONCURRENCY} items at a time; it says ${step.concurrency}. Change the number.`
    error('concurrency_range', 'concurrency', message)
  }
  const batch = { field: 'batchSize', label: 'The number of items a pass', value: step.batchSize }
  checkRange(validation, batch, { least: 1, most: MAX_BATCH })
  checkCollect(validation, step)
  checkContent(validation, step)
}

/** One output an item: a step in a loop within has many, and of one in a repeat it is the last pass's. */
function checkCollect({ graph, error }: Validation, { id, collect }: LoopStep): void {
  if (collect === undefined) return
  const step = graph.step(collect)
  const around = graph.around(collect)
  const inside = around.findIndex((container) => container.id === id)
  if (step === undefined || inside < 0) {
    const message = 'What the loop collects is of a step that is not inside it. Choose one that is.'
    error('collect_unknown', 'collect', message)
  } else if (!givesOutput(step) || undoneBy(graph, collect) !== undefined) {
    const message = `“${step.name}” gives nothing that could be collected. Choose another step inside the loop.`
    error('collect_without_output', 'collect', message)
  } else if (around.slice(0, inside).some(({ kind }) => kind === 'loop')) {
    const message = `“${step.name}” runs many times for each item. Collect what the loop around it gives instead.`
    error('collect_inside_loop', 'collect', message)
  }
}

export function checkRepeat(validation: Validation, step: RepeatStep): void {
  const { afterPass } = validation
  const until = { field: 'until', label: 'The rule', required: false, schema: null }
  checkCondition({ ...validation, upstream: afterPass }, until, step.until)
  const passes = { field: 'maxTimes', label: 'The number of passes', value: step.maxTimes }
  checkRange(validation, passes, { least: 1, most: MAX_PASSES })
  const delay = { field: 'delayMs', label: 'The wait between passes', value: step.delayMs }
  checkSpan(validation, delay, { least: 0, most: MAX_DELAY_MS })
  checkContent(validation, step)
}

export function checkParallel(validation: Validation, step: ParallelStep): void {
  const { graph, error } = validation
  const { join } = step
  checkContent(validation, step)
  if (join === undefined) return
  checkSpan(validation, { field: 'join.timeoutMs', label: 'The time for all lanes', value: join.timeoutMs })
  if (join.kind !== 'succeeded') return
  const lanes = new Set(parallelLanes(graph, graph.inside(step.id)).values()).size
  if (Number.isInteger(join.count) && join.count >= 1 && join.count <= Math.max(lanes, 1)) return
  const message = `It waits for ${join.count} of its lanes to succeed, and it has ${lanes}. Change the number.`
  error('join_count', 'join.count', message)
}

export function checkScope(validation: Validation, step: ScopeStep): void {
  const { graph, warn } = validation
  const inside = graph.inside(step.id)
  const tried = inside.filter(({ lane }) => lane === undefined)
  if (tried.length === 0) {
    const message = `“${step.name}” tries nothing, so it does nothing. Put a step into it, or remove it.`
    warn('container_empty', '', message)
    return
  }
  if (step.compensate && !withContent(graph, tried).some(({ id }) => undoOf(graph, id) !== undefined)) {
    const message = `“${step.name}” is to undo what was done, and no step in it says how. Draw a cable from a step’s undo jack to what undoes it.`
    warn('scope_undoes_nothing', 'compensate', message)
  } else if (!step.compensate && tried.length === inside.length) {
    const message = `“${step.name}” does nothing when what it tries fails. Let it undo, or put steps into its other lanes.`
    warn('scope_without_use', '', message)
  }
}

/** Ends where containers form a ring: each step counts once. */
function withContent(graph: FlowGraph, steps: readonly Step[]): Step[] {
  const all = new Set<Step>()
  const open = [...steps]
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (all.has(step)) continue
    all.add(step)
    open.push(...graph.inside(step.id))
  }
  return [...all]
}

function checkContent({ graph, warn }: Validation, step: Step): void {
  if (graph.inside(step.id).length === 0)
    warn('container_empty', '', `“${step.name}” holds no steps, so it does nothing. Put a step into it, or remove it.`)
}
