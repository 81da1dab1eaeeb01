import type { Edge, ScopeStep, Step } from '../document.ts'
import type { FlowGraph } from '../graph.ts'
import { hasOwnJoin, laneIndex, parallelLanes, scopesThatTry, undoneBy, undoOf } from '../lanes.ts'
import type { ControlNode, WorkNode } from '../plan.ts'
import { isRepeatSafe } from '../policy.ts'
import { ERROR_PORT, UNDO_PORT } from '../ports.ts'
import { actionOf, type ValidateOptions } from '../validate/validation.ts'
import { withoutUndoOf } from '../without-undo.ts'
import { indexOf } from './index-of.ts'

type Context = { graph: FlowGraph; indexes: ReadonlyMap<string, number>; work: WorkNode; options: ValidateOptions }

/** A segment is one local activity: longer tries than this would hold the worker's workflow task. */
const MAX_SEGMENT_TIMEOUT_MS = 15_000

export function toControlNode(step: Step, context: Context): ControlNode {
  const { graph, indexes, work } = context
  const undo = undoPart(step, context)
  return {
    id: step.id,
    kind: step.kind,
    region: step.parent === undefined ? null : indexOf(indexes, step.parent),
    deps: graph
      .into(step.id)
      // What a step undoes is nothing it waits for.
      .filter(({ port }) => port !== UNDO_PORT)
      .map(({ from, port }) => ({ node: indexOf(indexes, from), port }))
      .sort((a, b) => a.node - b.node || (a.port < b.port ? -1 : 1)),
    mode: isUndoneWithScope(step, { graph, undo }) ? 'activity' : modeOf(step, context),
    catches: graph.outOf(step.id).some(({ port }: Edge) => port === ERROR_PORT),
    ...containerPart(step, context),
    ...(work.kind === 'action' ? { timeoutMs: work.policy.timeoutMs } : {}),
    ...lanePart(step, context),
    ...undo,
  }
}

function containerPart(step: Step, context: Context): Partial<ControlNode> {
  const { graph } = context
  switch (step.kind) {
    case 'loop': {
      const { concurrency, onItemError, collect } = step
      return { concurrency, onItemError, ...(collect === undefined ? {} : { collects: true as const }) }
    }
    case 'repeat': {
      const { maxTimes, atLimit, delayMs } = step
      return { repeat: { maxTimes, atLimit, delayMs } }
    }
    case 'parallel': {
      const { join } = step
      if (join === undefined || !hasOwnJoin(step)) return {}
      const lanes = new Set(parallelLanes(graph, inPlanOrder(step.id, context)).values()).size
      const need = join.kind === 'succeeded' ? join.count : join.kind === 'any' ? 1 : null
      const of = join.kind === 'any' ? ('ended' as const) : ('succeeded' as const)
      return { join: { of, need, timeoutMs: join.timeoutMs ?? null, lanes } }
    }
    case 'scope':
      return { scope: scopePart(graph, step) }
    default:
      return {}
  }
}

function scopePart(graph: FlowGraph, step: ScopeStep) {
  const has = (lane: Step['lane']) => graph.inside(step.id).some((inner) => inner.lane === lane)
  return { compensates: step.compensate, catches: has('catch'), always: has('finally') }
}

function lanePart(step: Step, context: Context): Pick<ControlNode, 'lane'> {
  const container = step.parent === undefined ? undefined : context.graph.step(step.parent)
  if (container?.kind === 'scope') return { lane: laneIndex(step) }
  if (container?.kind !== 'parallel' || !hasOwnJoin(container)) return {}
  const lane = parallelLanes(context.graph, inPlanOrder(container.id, context)).get(step.id)
  return lane === undefined ? {} : { lane }
}

type UndoPart = Pick<ControlNode, 'undo' | 'undoOf' | 'asksUndo'>

function undoPart(step: Step, context: Context): UndoPart {
  const { graph, indexes } = context
  const undone = undoneBy(graph, step.id)
  if (undone !== undefined) return { undoOf: indexOf(indexes, undone.id) }
  const undo = undoOf(graph, step.id)
  if (undo !== undefined) return { undo: indexOf(indexes, undo.id) }
  return asksUndo(step, context) ? { asksUndo: true } : {}
}

/** Also where no scope undoes: whoever cancels a run may ask for it. */
function asksUndo(step: Step, { options }: Context): boolean {
  if (step.kind !== 'action' && step.kind !== 'subflow') return false
  // What the called flow has done is not known here.
  if (step.kind === 'subflow') return true
  const called = actionOf(options, step)
  return called !== null && withoutUndoOf(step, called.action) === 'ask'
}

/**
 * What a segment does is in the workflow's history only when the task around it is through. If that is lost, its steps come
 * again in whatever order they answer, and another one may end the scope before this one is known to have been applied:
 * what a scope undoes, and what undoes it, is therefore in the history before it is sent.
 */
function isUndoneWithScope(step: Step, { graph, undo }: { graph: FlowGraph; undo: UndoPart }): boolean {
  if (Object.keys(undo).length === 0) return false
  return scopesThatTry(graph, undoneBy(graph, step.id) ?? step).some(({ compensate }) => compensate)
}

function inPlanOrder(container: string, { graph, indexes }: Context): Step[] {
  return [...graph.inside(container)].sort((a, b) => indexOf(indexes, a.id) - indexOf(indexes, b.id))
}

function modeOf(step: Step, { work, options }: Context): ControlNode['mode'] {
  if (step.kind !== 'action' || work.kind !== 'action') return 'segment'
  const slow = actionOf(options, step)?.action.slow === true
  const quick = !slow && work.policy.timeoutMs <= MAX_SEGMENT_TIMEOUT_MS
  return quick && isRepeatSafe(work) ? 'segment' : 'activity'
}
