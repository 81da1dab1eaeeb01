import type { Step } from '@patchbay/flow/document'
import { describe, expect, it } from 'vitest'
import { canvasModel } from './canvas-model.ts'
import type { Box } from './layout-types.ts'
import { randomFlow } from './random-flow-fixture.ts'
import { sampleFlow, sampleManifests } from './sample-flow.ts'

const model = canvasModel(sampleFlow(), sampleManifests)
const step = (id: string) => {
  const found = model.steps.find((each) => each.id === id)
  if (found === undefined) throw new Error(`no step ${id}`)
  return found
}

describe('the picture of a flow', () => {
  it('lets success go down and failure to the right', () => {
    expect(step('capture').box.y).toBeGreaterThan(bottom(step('start').box))
    expect(step('stock').box.y).toBeGreaterThan(bottom(step('capture').box))
    expect(step('card').box.x).toBeGreaterThan(right(step('capture').box))
    expect(step('card').box.y).toBeGreaterThan(step('capture').box.y)
  })

  it('sets the ways of a choice in the order of their jacks', () => {
    expect(step('both').box.x).toBeLessThan(step('tell').box.x)
    expect(step('stock').outs.map((out) => out.label)).toEqual(['In stock', 'Something missing'])
  })

  it('keeps the steps of a container inside it, forked and joined', () => {
    for (const [container, inside] of [
      ['both', ['a', 'b']],
      ['each', ['ship', 'link']],
    ] as const) {
      const box = step(container).box
      for (const id of inside) {
        expect(step(id).parent).toBe(container)
        expect(step(id).box.x).toBeGreaterThanOrEqual(20)
        expect(step(id).box.y).toBeGreaterThanOrEqual(32)
        expect(right(step(id).box)).toBeLessThanOrEqual(box.width - 20)
        expect(bottom(step(id).box)).toBeLessThanOrEqual(box.height - 20)
      }
    }
    expect(model.cables.map((cable) => cable.id)).toEqual(
      expect.arrayContaining(['fork:a', 'fork:b', 'join:a', 'join:b']),
    )
    expect(step('a').box.y).toBe(step('b').box.y)
    // Where no cable is drawn there is no jack.
    expect([step('ship').hasInput, step('link').outs.length, step('start').hasInput]).toEqual([false, 0, false])
  })

  it('numbers steps as one would read them, a join after all that lead to it', () => {
    expect(model.walk.order).toEqual([
      'start',
      'capture',
      'stock',
      'both',
      'a',
      'b',
      'each',
      'ship',
      'link',
      'tell',
      'end',
      'card',
    ])
    expect(step('stock').name).toBe('Step 3, Is everything in stock?, Branch')
    expect(step('stock').leads).toBe('leads to steps 4 and 10')
    expect(step('end').leads).toBe('ends here')
  })

  it('takes the author’s places where there are any', () => {
    const flow = sampleFlow()
    const moved = {
      ...flow,
      steps: flow.steps.map((each, index): Step => ({ ...each, position: { x: index * 10 + 30, y: index * 40 + 70 } })),
    }
    const placed = canvasModel(moved, sampleManifests)
    expect(placed.steps.find((each) => each.id === 'start')?.box).toMatchObject({ x: 40, y: 110 })
    const both = placed.steps.find((each) => each.id === 'both')
    expect(both?.box.height).toBeGreaterThan(350)
  })

  it('lays any flow out without one step on another', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { steps } = canvasModel(randomFlow(seed), sampleManifests)
      expect(steps.length).toBe((seed % 24) + 2)
      for (const a of steps)
        for (const b of steps)
          if (a.id < b.id && a.parent === b.parent)
            expect(overlap(a.box, b.box), `seed ${seed}: ${a.id} and ${b.id}`).toBe(false)
    }
  })

  it('lays two hundred steps out fast enough to open a page', () => {
    const before = performance.now()
    expect(canvasModel(randomFlow(198 + 24 * 1000, 200), sampleManifests).steps).toHaveLength(200)
    expect(performance.now() - before).toBeLessThan(3000)
  })
})

const right = (box: Box) => box.x + box.width
const bottom = (box: Box) => box.y + box.height
const overlap = (a: Box, b: Box) => a.x < right(b) && b.x < right(a) && a.y < bottom(b) && b.y < bottom(a)
