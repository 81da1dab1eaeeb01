import type { FlowDocument } from '@patchbay/flow/document'
import { describe, expect, it } from 'vitest'
import { canvasModel } from '../canvas-model.ts'
import type { AddTarget, StepDraft } from '../contract.ts'
import { isAutomatic } from '../model-layout.ts'
import { sampleFlow, sampleManifests } from '../sample-flow.ts'
import { addStep } from './add-step.ts'
import { alignSteps } from './align-steps.ts'
import { freePort, refusals } from './connect-rules.ts'
import { dropTarget } from './drop-target.ts'
import { done, edgesOf, emptyFlow, mail, overlaps, placed, start, stop } from './edit-fixture.ts'
import { moveOperation, nudgeOperation } from './move-steps.ts'
import { readClipboard } from './read-clipboard.ts'
import { copyText, pasteOperation } from './step-clipboard.ts'

const flow = sampleFlow()
const model = (document: FlowDocument) => canvasModel(document, sampleManifests, { editing: true })
const added = (document: FlowDocument, draft: StepDraft, target: AddTarget) => {
  const result = addStep(document, sampleManifests, { draft, target })
  if (!result.ok) throw new Error(result.error.message)
  return { document: done(document, result.value.operation), id: result.value.stepId }
}
const stepOf = (document: FlowDocument, id: string) => document.steps.find((step) => step.id === id)

describe('a new step', () => {
  it('builds a flow from nothing, which lays itself out, with readable ids', () => {
    const one = added(emptyFlow, start, { kind: 'start' })
    const two = added(one.document, mail, { kind: 'after', stepId: one.id, port: 'out' })
    const three = added(two.document, mail, { kind: 'after', stepId: two.id, port: 'out' })
    expect([one.id, two.id, three.id]).toEqual(['form', 'sendMail', 'sendMail2'])
    expect(edgesOf(three.document)).toEqual(['form.out>sendMail', 'sendMail.out>sendMail2'])
    expect(isAutomatic(three.document)).toBe(true)
  })

  it('goes between what was joined, on a cable or after a step', () => {
    for (const target of [
      { kind: 'edge', edgeId: 'start-out-capture' },
      { kind: 'after', stepId: 'start', port: 'out' },
    ] satisfies AddTarget[]) {
      const { document } = added(flow, mail, target)
      expect(edgesOf(document)).toEqual(expect.arrayContaining(['start.out>sendMail', 'sendMail.out>capture']))
      expect(edgesOf(document)).not.toContain('start.out>capture')
    }
  })

  it('stands beside what follows when it is wanted so, or when nothing can follow it', () => {
    const beside = added(flow, mail, { kind: 'after', stepId: 'start', port: 'out', beside: true })
    expect(edgesOf(beside.document)).toEqual(expect.arrayContaining(['start.out>sendMail', 'start.out>capture']))
    const ended = added(flow, stop, { kind: 'after', stepId: 'start', port: 'out' })
    expect(edgesOf(ended.document)).toEqual(expect.arrayContaining(['start.out>end2', 'start.out>capture']))
  })

  it('stands in the container of its neighbours, first of a parallel’s way too', () => {
    const inLoop = added(flow, mail, { kind: 'after', stepId: 'ship', port: 'out' })
    expect(stepOf(inLoop.document, inLoop.id)?.parent).toBe('each')
    const first = added(flow, mail, { kind: 'before', stepId: 'a' })
    expect(stepOf(first.document, first.id)?.parent).toBe('both')
    expect(edgesOf(first.document)).toContain('sendMail.out>a')
  })

  it('finds a place in a flow that was set by hand, and what is below makes room', () => {
    const own = placed(flow)
    for (const target of [
      { kind: 'edge', edgeId: 'start-out-capture' },
      { kind: 'after', stepId: 'capture', port: 'error' },
      { kind: 'after', stepId: 'link', port: 'out' },
      { kind: 'after', stepId: 'card', port: 'out' },
      { kind: 'after', stepId: 'stock', port: 'yes' },
    ] satisfies AddTarget[]) {
      const { document, id } = added(own, mail, target)
      expect(overlaps(document), JSON.stringify(target)).toEqual([])
      const above = target.kind === 'edge' ? 'start' : target.stepId
      const [low, high] = [model(document).byId.get(id), model(document).byId.get(above)]
      expect(low?.at.y).toBeGreaterThan(high?.at.y ?? Number.MAX_VALUE)
    }
  })

  it('dropped on its own writes down where all others stand', () => {
    const { document, id } = added(flow, mail, { kind: 'at', position: { x: 1203, y: 88 } })
    expect(stepOf(document, id)?.position).toEqual({ x: 1200, y: 80 })
    expect(isAutomatic(document)).toBe(false)
    expect(model(document).byId.get('stock')?.box).toEqual(model(flow).byId.get('stock')?.box)
  })

  it('that starts the flow leads to its first step, or takes the place of the start there is', () => {
    const { edges, steps } = flow
    const headless = {
      ...flow,
      steps: steps.filter(({ id }) => id !== 'start'),
      edges: edges.filter(({ from }) => from !== 'start'),
    }
    expect(edgesOf(added(headless, start, { kind: 'start' }).document)).toContain('form.out>capture')
    const again = added(flow, start, { kind: 'start' })
    expect(stepOf(again.document, 'start')).toMatchObject({
      name: 'When somebody starts it',
      trigger: { type: 'manual' },
    })
    expect(again.document.steps).toHaveLength(flow.steps.length)
  })

  it('is refused where the place is gone', () => {
    const result = addStep(flow, sampleManifests, { draft: mail, target: { kind: 'edge', edgeId: 'gone' } })
    expect(result).toMatchObject({ ok: false, error: { code: 'target_unknown' } })
  })
})

describe('what a drop means', () => {
  const picture = model(flow)
  const at = (id: string, x = 0.5, y = 0.5) => {
    const view = picture.byId.get(id)
    return { x: (view?.at.x ?? 0) + (view?.box.width ?? 0) * x, y: (view?.at.y ?? 0) + (view?.box.height ?? 0) * y }
  }

  it('on a cable, on a step, below a free jack, in a frame, on its own', () => {
    expect(dropTarget(picture, { x: 0, y: 0 }, { edgeId: 'start-out-capture', adder: null })).toEqual({
      kind: 'edge',
      edgeId: 'start-out-capture',
    })
    expect(dropTarget(picture, { x: 0, y: 0 }, { edgeId: 'fork:a', adder: null })).toEqual({
      kind: 'before',
      stepId: 'a',
    })
    expect(dropTarget(picture, at('capture'), { edgeId: null, adder: null })).toEqual({
      kind: 'after',
      stepId: 'capture',
      port: 'out',
    })
    const { x, y } = at('card', 0.5, 1)
    expect(dropTarget(picture, { x: x + 20, y: y + 60 }, { edgeId: null, adder: null })).toEqual({
      kind: 'after',
      stepId: 'card',
      port: 'out',
    })
    expect(dropTarget(picture, { x: 3000, y: 0 }, { edgeId: null, adder: null })).toMatchObject({ kind: 'at' })
    const empty = added(
      flow,
      { wish: 'each', step: { kind: 'parallel', name: 'Both' } },
      { kind: 'after', stepId: 'card', port: 'out' },
    )
    const frame = model(empty.document).byId.get(empty.id)
    const inside = { x: (frame?.at.x ?? 0) + 140, y: (frame?.at.y ?? 0) + 80 }
    expect(dropTarget(model(empty.document), inside, { edgeId: null, adder: null })).toEqual({
      kind: 'inside',
      containerId: empty.id,
    })
  })
})

describe('steps that are moved', () => {
  const drop = (document: FlowDocument, stepId: string, at: { x: number; y: number }) => {
    const operation = moveOperation(document, sampleManifests, { model: model(document), drops: [{ stepId, at }] })
    return operation === null ? document : done(document, operation)
  }

  it('keep all others where they stood, in line with a neighbour that is near', () => {
    const before = model(flow)
    const card = before.byId.get('card')
    const moved = drop(flow, 'card', { x: (card?.at.x ?? 0) + 400, y: (before.byId.get('stock')?.at.y ?? 0) + 7 })
    const after = model(moved)
    expect(after.byId.get('card')?.at.y).toBe(before.byId.get('stock')?.at.y)
    for (const { id, box } of before.steps) if (id !== 'card') expect(after.byId.get(id)?.box).toEqual(box)
    expect(drop(flow, 'card', card?.at ?? { x: 0, y: 0 })).toBe(flow)
  })

  it('go into a frame and out again; cables are healed outside, and the frame grows', () => {
    const each = model(flow).byId.get('each')
    const link = model(flow).byId.get('link')
    const inside = drop(flow, 'tell', { x: link?.at.x ?? 0, y: (link?.at.y ?? 0) + (link?.box.height ?? 0) + 10 })
    expect(stepOf(inside, 'tell')?.parent).toBe('each')
    expect(edgesOf(inside)).toEqual(expect.arrayContaining(['stock.otherwise>end', 'link.out>tell']))
    expect(model(inside).byId.get('each')?.box.height).toBeGreaterThan(each?.box.height ?? Number.MAX_VALUE)
    expect(overlaps(inside)).toEqual([])
    const outside = drop(inside, 'tell', { x: 2000, y: 100 })
    expect(stepOf(outside, 'tell')?.parent).toBeUndefined()
    expect(edgesOf(outside)).not.toContain('link.out>tell')
  })

  it('together keep the cables among them', () => {
    const own = model(flow)
    const drops = ['ship', 'link'].map((stepId, index) => ({ stepId, at: { x: 2000, y: 100 + index * 200 } }))
    const operation = moveOperation(flow, sampleManifests, { model: own, drops })
    const moved = operation === null ? flow : done(flow, operation)
    expect(edgesOf(moved)).toContain('ship.out>link')
    expect(stepOf(moved, 'ship')?.parent).toBeUndefined()
  })

  it('go by 20 with the keys, and stand in line or evenly', () => {
    const nudged = done(flow, nudgeOperation(flow, model(flow), ['card'], { x: 20, y: 0 }))
    expect(model(nudged).byId.get('card')?.box.x).toBe((model(flow).byId.get('card')?.box.x ?? 0) + 20)
    const boxes = new Map([
      ['a', { x: 0, y: 0, width: 100, height: 50 }],
      ['b', { x: 30, y: 100, width: 60, height: 50 }],
      ['c', { x: 10, y: 300, width: 100, height: 50 }],
    ])
    expect(alignSteps(boxes, 'left').map(({ position }) => position.x)).toEqual([0, 0, 0])
    expect(alignSteps(boxes, 'centre').map(({ position }) => position.x)).toEqual([5, 25, 5])
    expect(alignSteps(boxes, 'rows').map(({ position }) => position.y)).toEqual([0, 150, 300])
  })
})

describe('cables', () => {
  it('say why they cannot end somewhere', () => {
    const why = refusals(flow, { stepId: 'stock', port: 'yes' })
    expect(Object.fromEntries(why)).toEqual({
      start: 'Nothing leads into the start',
      capture: 'It comes before: a flow runs one way',
      stock: 'A step cannot lead to itself',
      both: 'It is connected already',
      a: 'It stands inside “Two at once”',
      b: 'It stands inside “Two at once”',
      ship: 'It stands inside “For each parcel”',
      link: 'It stands inside “For each parcel”',
    })
    expect(refusals(flow, { stepId: 'ship', port: 'out', edgeId: 'ship-out-link' }).has('link')).toBe(false)
  })

  it('leave by the first free jack', () => {
    const stock = stepOf(flow, 'stock')
    const end = stepOf(flow, 'end')
    const open = { ...flow, edges: flow.edges.filter(({ id }) => id !== 'stock-otherwise-tell') }
    expect([stock && freePort(flow, stock), stock && freePort(open, stock), end && freePort(flow, end)]).toEqual([
      'yes',
      'otherwise',
      null,
    ])
  })
})

describe('the clipboard', () => {
  const take = (ids: string[]) => {
    const read = readClipboard(copyText(flow, model(flow), new Set(ids)))
    if (!read.ok) throw new Error(read.error)
    return read.value
  }
  const paste = (document: FlowDocument, ids: string[]) => {
    const pasted = pasteOperation(document, take(ids), { at: { x: 500, y: 40 }, connections: [] })
    if (!pasted.ok) throw new Error(pasted.error)
    return { document: done(document, pasted.value.operation), ids: pasted.value.stepIds }
  }

  it('carries steps with content and cables among them, under new ids', () => {
    const { document, ids } = paste(flow, ['each', 'end', 'start'])
    expect(ids).toEqual(['each2', 'end2'])
    expect(edgesOf(document)).toEqual(expect.arrayContaining(['ship2.out>link2', 'each2.out>end2']))
    expect(stepOf(document, 'ship2')?.parent).toBe('each2')
    expect(isAutomatic(document)).toBe(true)
  })

  it('puts them where they are wanted in another flow, the start too where there is none', () => {
    const { document, ids } = paste(emptyFlow, ['start', 'capture'])
    expect(ids).toEqual(['start', 'capture'])
    expect(Math.min(...document.steps.map(({ position }) => position.y))).toBe(40)
    expect(edgesOf(document)).toEqual(['start.out>capture'])
  })

  it('says what is wrong with anything else', () => {
    for (const text of ['', 'Hello', '{"steps":[]}', '[]', '"x"'])
      expect(readClipboard(text)).toMatchObject({ ok: false, error: expect.stringContaining('no steps') })
    expect(readClipboard('{"kind":"patchbay/steps@1","steps":[{"id":"x"}],"edges":[],"notes":[]}')).toMatchObject({
      ok: false,
      error: expect.stringContaining('cannot be read'),
    })
  })
})
