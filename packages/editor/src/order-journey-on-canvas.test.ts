import type { FlowDocument } from '@patchbay/flow/document'
import { describe, expect, it } from 'vitest'
import { cableEnds } from './cable-ends.ts'
import { cablePath } from './cable-path.ts'
import { type CanvasModel, type CanvasStep, canvasModel } from './canvas-model.ts'
import { placed } from './edit/edit-fixture.ts'
import { openingView, readableZoom, viewAround } from './opening-view.ts'
import { orderJourneyFixture } from './order-journey-fixture.ts'
import { randomFlow } from './random-flow-fixture.ts'
import { sampleFlow } from './sample-flow.ts'
import type { StepStates } from './step-state.ts'

const model = canvasModel(orderJourneyFixture(), {})
const size = { width: 950, height: 590 }
const middle = (id: string) => step(id).at.x + step(id).box.width / 2
const taken = ['order', 'payment', 'current', 'check', 'capture', 'stock', 'shelves', 'takeStock', 'label', 'ship']
const ran: StepStates = Object.fromEntries(
  model.steps.map(({ id }) => [id, { state: taken.includes(id) ? 'succeeded' : 'skipped' }] as const),
)

describe('the order journey on the canvas', () => {
  it('leaves no step on another', () => {
    for (const a of model.steps)
      for (const b of model.steps) if (a.id < b.id) expect(touches(a, b), `${a.id} and ${b.id}`).toBe(false)
  })

  const flows: [string, FlowDocument][] = [
    ['the order journey', orderJourneyFixture()],
    ['a flow with containers', sampleFlow()],
    ...[3, 8, 13, 21, 34, 55].map((seed): [string, FlowDocument] => [`flow ${seed}`, randomFlow(seed)]),
  ]

  it.each(flows)('runs no cable of %s through a step', (_, document) => {
    const drawn = canvasModel(document, {})
    for (const states of [undefined, {}]) expect(crossed(drawn, states)).toEqual([])
  })

  it.each(flows)('nor of %s once somebody has moved a step', (_, document) => {
    expect(crossed(canvasModel(placed(document), {}), undefined)).toEqual([])
  })

  it('sets ends close to their way, failure to the right, the ways beside each other', () => {
    expect(step('endCancelled').at.y).toBe(step('capture').at.y)
    expect(step('endUnpaid').at.y - step('askCard').at.y).toBeLessThan(150)
    expect(middle('askCard')).toBeGreaterThan(step('capture').at.x + step('capture').box.width)
    expect(middle('tagContact')).toBeGreaterThan(middle('contact'))
    expect([middle('takeStock') < middle('takePart'), middle('takePart') < middle('refund')]).toEqual([true, true])
    expect(new Set(['takeStock', 'label', 'ship'].map(middle)).size).toBe(1)
  })

  it('is not wider than five steps side by side', () => {
    const right = Math.max(...model.steps.map((each) => each.at.x + each.box.width))
    expect(right).toBeLessThan(5 * 244 + 5 * 44)
  })

  it('says what a way asks where it fits', () => {
    expect(step('shelves').conditions.get('all')).toBe('All available is yes')
    expect(step('check').second).toBe('Branch · 5 ways')
    expect(canvasModel(sampleFlow(), {}).steps.find(({ id }) => id === 'stock')?.second).toBe('nothing is yes')
  })
})

describe('how a flow is first seen', () => {
  const open = (states: StepStates | undefined, selectedId: string | null = null) =>
    openingView({ model, states, selectedId, size })
  const isSeen = (id: string, view: { x: number; y: number; zoom: number }) => {
    const { at, box } = step(id)
    const left = at.x * view.zoom + view.x
    const top = at.y * view.zoom + view.y
    return (
      left >= 0 && top >= 0 && left + box.width * view.zoom <= size.width && top + box.height * view.zoom <= size.height
    )
  }

  it('opens near enough to read, at the start', () => {
    const view = open(undefined)
    expect(view.zoom).toBeGreaterThanOrEqual(readableZoom)
    expect(['order', 'payment', 'current', 'check'].filter((id) => !isSeen(id, view))).toEqual([])
  })

  it('opens a run about the chosen step, else the one at work, failed or waiting', () => {
    expect(isSeen('label', open(ran, 'label'))).toBe(true)
    expect(isSeen('ship', open({ ...ran, ship: { state: 'retrying' } }))).toBe(true)
    expect(isSeen('ship', open({ ...ran, ship: { state: 'failed' } }))).toBe(true)
    expect(isSeen('ship', open({ ...ran, ship: { state: 'waiting' } }))).toBe(true)
    expect(isSeen('order', open(ran))).toBe(true)
  })

  it('shows all of a flow that can be read whole', () => {
    const small = canvasModel(randomFlow(1), {})
    const view = openingView({ model: small, states: undefined, selectedId: null, size })
    expect(view.zoom).toBe(1)
  })

  it('keeps every step of the way taken in view as the signal is followed', () => {
    for (const id of taken) expect(isSeen(id, viewAround({ model, states: ran, size }, id, 0.7)), id).toBe(true)
  })
})

function step(id: string): CanvasStep {
  const found = model.steps.find((each) => each.id === id)
  if (found === undefined) throw new Error(`no step ${id}`)
  return found
}

function touches(a: CanvasStep, b: CanvasStep): boolean {
  return (
    a.at.x < b.at.x + b.box.width &&
    b.at.x < a.at.x + a.box.width &&
    a.at.y < b.at.y + b.box.height &&
    b.at.y < a.at.y + a.box.height
  )
}

/** "cable through step", for every cable that does. */
function crossed(drawn: CanvasModel, states: StepStates | undefined): string[] {
  return drawn.cables.flatMap((cable) => {
    const ends = cableEnds(cable, drawn, states)
    if (ends === null) return []
    const points = pointsOn(cablePath({ ...ends, sideways: cable.port === 'error', late: false }).path)
    return drawn.steps.flatMap((each) => {
      if (each.container !== null) return []
      const { at, box } = each
      // A cable that begins below a node without its foot runs where the foot would be.
      const top = cable.from === each.id ? at.y : at.y + 2
      const height = cable.from === each.id ? each.bodyHeight - 2 : box.height - 4
      const hit = points.some(({ x, y }) => x > at.x + 2 && x < at.x + box.width - 2 && y > top && y < top + height)
      return hit ? [`${cable.id} through ${each.id}`] : []
    })
  })
}

type Point = { x: number; y: number }

/** Along the path, close enough together that none steps over a node. */
function pointsOn(path: string): Point[] {
  let at: Point = { x: 0, y: 0 }
  const points: Point[] = []
  for (const [, command = '', rest = ''] of path.matchAll(/([MHVCQ])([^MHVCQ]*)/g)) {
    const figures = rest
      .trim()
      .split(/[\s,]+/)
      .map(Number)
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = figures
    const start = at
    const end = { M: { x: a, y: b }, H: { x: a, y: at.y }, V: { x: at.x, y: a }, Q: { x: c, y: d }, C: { x: e, y: f } }[
      command
    ]
    if (end === undefined) throw new Error(`no command ${command}`)
    const bends =
      command === 'C'
        ? [
            { x: a, y: b },
            { x: c, y: d },
          ]
        : command === 'Q'
          ? [{ x: a, y: b }]
          : []
    if (command !== 'M') for (let t = 0; t <= 100; t++) points.push(along([start, ...bends, end], t / 100))
    at = end
  }
  return points
}

/** De Casteljau. */
function along(points: readonly Point[], t: number): Point {
  const [first = { x: 0, y: 0 }] = points
  if (points.length <= 1) return first
  const between = points.slice(1).map((next, index) => {
    const before = points[index] ?? next
    return { x: before.x + (next.x - before.x) * t, y: before.y + (next.y - before.y) * t }
  })
  return along(between, t)
}
