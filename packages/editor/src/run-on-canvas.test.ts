import { describe, expect, it } from 'vitest'
import { cableLook } from './cable-state.ts'
import { nextStep } from './canvas-keys.ts'
import { canvasModel } from './canvas-model.ts'
import { canvasEdges, canvasNodes } from './canvas-nodes.ts'
import { outlineLines } from './flow-outline.tsx'
import { footTags, stepName } from './node-view.ts'
import { type StepRunRow, statesFromStepRuns } from './run-states.ts'
import { sampleFlow, sampleManifests } from './sample-flow.ts'
import { stateCounts } from './state-counts.ts'
import type { StepStates } from './step-state.ts'
import { safetyOf, secondLine } from './step-words.ts'

const flow = sampleFlow()
const model = canvasModel(flow, sampleManifests)
const view = (id: string) => {
  const found = model.steps.find((each) => each.id === id)
  if (found === undefined) throw new Error(`no step ${id}`)
  return found
}
const states: StepStates = {
  start: { state: 'succeeded', port: 'out' },
  capture: { state: 'succeeded', port: 'out', tries: 2, tookMs: 900 },
  stock: { state: 'succeeded', port: 'yes' },
  both: { state: 'running' },
  a: { state: 'retrying', tries: 2, maxTries: 6 },
  b: { state: 'running', tries: 1 },
  tell: { state: 'skipped', detail: 'Skipped: all in stock' },
  card: { state: 'skipped' },
}
const look = (id: string, of: StepStates | null = states) => {
  const cable = model.cables.find((each) => each.id === id)
  if (cable === undefined) throw new Error(`no cable ${id}`)
  return cableLook(cable, of ?? undefined)
}

describe('cables in a run', () => {
  it('shows what carried, what is live, what was not taken', () => {
    expect(look('start-out-capture')).toBe('carried')
    expect(look('capture-error-card')).toBe('off')
    expect(look('stock-yes-both')).toBe('live')
    expect(look('stock-otherwise-tell')).toBe('off')
    expect(look('both-out-each')).toBe('off')
    expect(look('fork:b')).toBe('live')
    expect(look('join:a')).toBe('off')
    expect(look('start-out-capture', null)).toBe('rest')
  })

  it('parks the bead between two tries', () => {
    expect(look('fork:a')).toBe('parked')
    expect(look('fork:a', { ...states, a: { state: 'retrying', underWay: true } })).toBe('live')
  })

  it('lights the error path of a step that failed', () => {
    const failed: StepStates = { capture: { state: 'failed' }, card: { state: 'succeeded' } }
    expect(look('capture-error-card', failed)).toBe('carried')
    expect(look('capture-out-stock', failed)).toBe('off')
  })
})

describe('what a tick of a live run draws anew', () => {
  it('keeps every node and cable that did not change', () => {
    const picture = { selectedId: null, tabId: 'start', states }
    const nodes = canvasNodes(model, picture, new Map())
    const edges = canvasEdges(model, states, new Map())
    const next = { ...states, b: { state: 'succeeded' as const, tookMs: 40 } }
    const later = canvasNodes(model, { ...picture, states: next }, new Map(nodes.map((node) => [node.id, node])))
    expect(later.filter((node, index) => node !== nodes[index]).map((node) => node.id)).toEqual(['b'])
    const cables = canvasEdges(model, next, new Map(edges.map((edge) => [edge.id, edge])))
    expect(cables.filter((edge, index) => edge !== edges[index]).map((edge) => edge.id)).toEqual(['fork:b', 'join:b'])
  })
})

describe('words of a step', () => {
  it('says app and object, or the rule', () => {
    expect(secondLine(view('start').step, sampleManifests)).toBe('Shopify · Order paid')
    expect(secondLine(view('each').step, sampleManifests)).toBe('4 at a time')
    expect(secondLine(view('stock').step, sampleManifests)).toBe('Branch · 2 ways')
    expect(secondLine(view('capture').step, {})).toBe('stripe · capture')
  })

  it('says how safe a repeat is', () => {
    expect(safetyOf(view('capture').step, sampleManifests)?.words).toBe('Applied once')
    expect(safetyOf(view('tell').step, sampleManifests)?.words).toBe('Not repeat-safe')
    expect(safetyOf(view('stock').step, sampleManifests)).toBeNull()
  })

  it('reads a step with its number, app, state and where it leads', () => {
    expect(stepName(view('tell'), states['tell'], true)).toBe(
      'Step 10, Tell the stock team, SendGrid, skipped, Skipped: all in stock, leads to step 11',
    )
    expect(stepName(view('capture'), undefined, false)).toBe(
      'Step 2, Capture the payment, Stripe, leads to steps 3 and 12',
    )
  })

  it('says at the foot what there is to say, else nothing', () => {
    const words = (id: string, inRun = true) => footTags(view(id), states[id], inRun).map((tag) => tag.words)
    expect(words('capture')).toEqual(['0.9 s', '2 tries'])
    expect(words('a')).toEqual(['Try 2 of 6 failed'])
    expect(words('tell')).toEqual([])
    expect(words('link')).toEqual([])
    expect(words('tell', false)).toEqual(['Not repeat-safe', '3 tries'])
  })

  it('counts the states in the order one looks for them', () => {
    expect(stateCounts(model.walk.order, states).map(({ count, word }) => `${count} ${word}`)).toEqual([
      '3 done',
      '2 running',
      '1 retrying',
      '4 to come',
      '2 skipped',
    ])
    expect(stateCounts(model.walk.order, states, { over: true }).map(({ word }) => word)).toContain('not reached')
  })
})

describe('arrows', () => {
  it.each([
    ['start', 'ArrowDown', 'capture'],
    ['capture', 'ArrowRight', 'card'],
    ['card', 'ArrowLeft', 'capture'],
    ['stock', 'ArrowDown', 'both'],
    ['both', 'ArrowRight', 'tell'],
    ['tell', 'ArrowLeft', 'both'],
    ['both', 'ArrowDown', 'a'],
    ['a', 'ArrowRight', 'b'],
    ['a', 'ArrowDown', 'each'],
    ['a', 'ArrowUp', 'both'],
    ['link', 'ArrowDown', 'end'],
    ['end', 'Home', 'start'],
    ['start', 'End', 'card'],
    ['start', 'ArrowUp', null],
    ['end', 'ArrowDown', null],
    ['start', 'x', null],
  ])('from %s by %s to %s', (from, key, to) => expect(nextStep(model.walk, from, key)).toBe(to))
})

describe('the outline', () => {
  it('sets in what stands behind a choice or in a container', () => {
    const lines = outlineLines(model.walk).map(
      ({ id, depth, way }) => `${'  '.repeat(depth)}${id}${way === null ? '' : ` (${way})`}`,
    )
    expect(lines).toEqual([
      'start',
      'capture',
      'stock',
      '  both (In stock)',
      '    a',
      '    b',
      '  each',
      '    ship',
      '    link',
      '  tell (Something missing)',
      'end',
      '  card (If it fails)',
    ])
  })
})

describe('step runs', () => {
  const row = (over: Partial<StepRunRow>): StepRunRow => ({
    stepId: 'ship',
    state: 'succeeded',
    iteration: [],
    attempts: 1,
    startedAt: '2026-11-21T12:00:00.000Z',
    endedAt: '2026-11-21T12:00:00.900Z',
    ...over,
  })

  it('become the state of their step', () => {
    expect(statesFromStepRuns([row({ port: 'out' })])).toEqual({
      ship: {
        state: 'succeeded',
        tries: 1,
        underWay: false,
        port: 'out',
        startedAt: '2026-11-21T12:00:00.000Z',
        tookMs: 900,
      },
    })
  })

  it('of a loop are summed up by the loudest', () => {
    const { ship } = statesFromStepRuns([
      row({ iteration: [0] }),
      row({ iteration: [1], state: 'running', endedAt: null, attempts: 3, underWay: true }),
      row({ iteration: [2], state: 'failed', detail: '422' }),
    ])
    expect(ship).toMatchObject({
      state: 'failed',
      detail: '422',
      tries: 3,
      tookMs: null,
      iterations: { done: 1, failed: 1, total: 3 },
    })
  })
})
