import type { ArmedPoint } from '../kill-at.ts'
import type { KillPoint } from './kill-point.ts'

type Writes = readonly string[]
type Place = Pick<ArmedPoint, 'app' | 'when' | 'writes'>

/** An attempt of a step is written down, with what is sent, before its first byte leaves. */
export const INTENT: Writes = ['insert:step_run', 'insert:attempt']
/** What became of an attempt. */
export const OUTCOME: Writes = ['update:attempt', 'insert:step_log']
/** A step that calls nobody is written down, or a container is settled. */
export const CHECKPOINT: Writes = ['update:run', 'insert:step_run']
/** A run ends, or turns to undoing: what it has open is closed. The outcome of an attempt never touches a question to people. */
export const END: Writes = ['update:run', 'update:attempt', 'update:approval']

/** Right before, or right after, the commit of what writes all of these, among other things. */
export const workerBefore = (...writes: string[]): Place => ({ app: 'worker', when: 'before', writes })
export const workerAfter = (...writes: string[]): Place => ({ app: 'worker', when: 'after', writes })
export const webBefore = (...writes: string[]): Place => ({ app: 'web', when: 'before', writes })
export const webAfter = (...writes: string[]): Place => ({ app: 'web', when: 'after', writes })
export const ingressBefore = (...writes: string[]): Place => ({ app: 'ingress', when: 'before', writes })
export const ingressAfter = (...writes: string[]): Place => ({ app: 'ingress', when: 'after', writes })

/** `point('outcome', 'the outcome is written down, …', workerAfter(…OUTCOME))`; parameters tell the same write of several things apart. */
export function pointOf(scene: string) {
  return (name: string, gap: string, place: Place, ...parameters: string[]): KillPoint => ({
    ...{ name, gap, scene, ...place },
    ...(parameters.length === 0 ? {} : { parameters }),
  })
}
