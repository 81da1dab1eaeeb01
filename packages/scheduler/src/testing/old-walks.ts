import type { ControlNode } from '@patchbay/flow/plan'
import type { Host, NodeRef, StepResult } from '../host.ts'
import { refKey } from '../ref-key.ts'
import { runPlan } from '../run-plan.ts'
import { chanceOf, pick } from './chance.ts'

/**
 * One walk of a plan as engine version 1 could have it, written down call by call with the number of promise turns that
 * lay between an answer and the call. Histories of that version replay only as long as this never changes.
 */
export async function oldWalk(seed: number): Promise<string[]> {
  const skeleton = oldPlan(seed)
  const log: string[] = []
  const open: (() => void)[] = []
  let turns = 0
  const attempts = new Map<string, number>()
  const say = (line: string) => log.push(`${turns} ${line}`)
  const later = <T>(value: T) => new Promise<T>((resolve) => open.push(() => resolve(value)))
  const answer = (ref: NodeRef) => {
    const attempt = (attempts.get(refKey(ref)) ?? 0) + 1
    attempts.set(refKey(ref), attempt)
    return resultOf({ seed, node: skeleton[ref.node], ref, attempt })
  }
  const host: Host = {
    runStep: (ref) => {
      say(`step ${refKey(ref)}`)
      return later(answer(ref))
    },
    runSegment: ({ ready, settled }) => {
      say(`segment ${ready.map(refKey)} after ${settled.map(({ ref, port }) => `${refKey(ref)}:${port}`)}`)
      return later(ready.map((ref) => ({ ref, result: answer(ref) })))
    },
    sleep: (ms) => {
      say(`sleep ${ms}`)
      return later(undefined)
    },
    awaitRelease: (ref) => {
      say(`await ${refKey(ref)}`)
      return later(undefined)
    },
    runPhase: () => Promise.reject(new Error('a plan of version 1 has no phases')),
    wantsRestart: () => false,
    nowMs: () => 0,
    recordsTimeOuts: false,
    holdsForKnownFailures: false,
    skipped: (refs) => void say(`skipped ${refs.map(refKey)}`),
    left: () => undefined,
  }
  let over = false
  void runPlan(skeleton, host, { settled: [] }).then((outcome) => {
    over = true
    say(`over ${JSON.stringify(outcome)}`)
  })
  for (let step = 0; !over && step < 5_000; step += 1) {
    for (turns = 0; turns < 40; turns += 1) await Promise.resolve()
    // One to three answers at once, as one workflow task may bring several.
    const coming = 1 + (chanceOf(`${seed}:many:${step}`) % 3)
    for (let count = 0; count < coming && open.length > 0; count += 1) {
      open.splice(chanceOf(`${seed}:next:${step}:${count}`) % open.length, 1)[0]?.()
    }
  }
  return log
}

const KINDS = ['action', 'action', 'set', 'branch', 'filter', 'wait', 'loop', 'loop', 'parallel', 'stop'] as const

function oldPlan(seed: number): ControlNode[] {
  const nodes: ControlNode[] = [
    { id: 'trigger', kind: 'trigger', region: null, deps: [], mode: 'segment', catches: false },
  ]
  const count = 3 + (chanceOf(`${seed}:count`) % 14)
  for (let at = 1; at <= count; at += 1) {
    const chance = (what: string) => chanceOf(`${seed}:${at}:${what}`)
    const kind = pick(KINDS, chance('kind'))
    const containers = nodes.flatMap((node, index) => (node.kind === 'loop' || node.kind === 'parallel' ? [index] : []))
    const region = pick([null, ...containers, ...containers.slice(-1)], chance('region'))
    const siblings = nodes.flatMap((node, index) => (node.region === region && node.kind !== 'stop' ? [index] : []))
    const deps = Array.from({ length: siblings.length === 0 ? 0 : chance('deps') % 3 }, (_, dep) => {
      const node = pick(siblings, chance(`dep${dep}`))
      const ports = nodes[node]?.kind === 'branch' ? ['a', 'otherwise', 'error'] : ['out', 'out', 'error']
      return { node, port: node === 0 ? 'out' : pick(ports, chance(`port${dep}`)) }
    })
    const loop = {
      concurrency: 1 + (chance('concurrency') % 3),
      onItemError: pick(['stop', 'continue'] as const, chance('error')),
    }
    const mode = pick(['segment', 'activity'] as const, chance('mode'))
    nodes.push({ id: `s${at}`, kind, region, deps, mode, catches: false, ...(kind === 'loop' ? loop : {}) })
  }
  for (const { deps } of [...nodes]) {
    for (const { node, port } of deps) {
      const source = nodes[node]
      if (source && port === 'error') source.catches = true
    }
  }
  return nodes
}

function resultOf(of: { seed: number; node: ControlNode | undefined; ref: NodeRef; attempt: number }): StepResult {
  const chance = chanceOf(`${of.seed}:${refKey(of.ref)}:${of.attempt}`)
  if (of.attempt === 1 && chance % 7 === 0) return { status: 'retry', afterMs: chance % 1000 }
  if (of.attempt === 1 && chance % 11 === 0) return { status: 'held', reason: 'decision' }
  if (of.node?.kind === 'stop')
    return { status: 'stopped', outcome: pick(['failed', 'cancelled', 'succeeded'], chance) }
  if (chance % (of.node?.catches ? 3 : 30) === 1) return { status: 'failed', code: 'upstream' }
  if (of.node?.kind === 'loop') return { status: 'succeeded', port: 'out', count: chance % 5 }
  if (of.node?.kind === 'wait') return { status: 'succeeded', port: 'out', waitMs: chance % 2 ? chance % 50 : 0 }
  if (of.node?.kind === 'branch') return { status: 'succeeded', port: pick(['a', 'otherwise'], chance) }
  return { status: 'succeeded', port: of.node?.kind === 'filter' ? pick(['out', 'filtered'], chance) : 'out' }
}
