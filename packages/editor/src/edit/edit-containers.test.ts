import type { FlowDocument } from '@patchbay/flow/document'
import { describe, expect, it } from 'vitest'
import { nextStep } from '../canvas-keys.ts'
import { type CanvasModel, canvasModel } from '../canvas-model.ts'
import type { AddTarget, StepDraft } from '../contract.ts'
import { outlineLines } from '../flow-outline.tsx'
import type { Box, LaneName } from '../layout-types.ts'
import { sampleManifests } from '../sample-flow.ts'
import { addStep } from './add-step.ts'
import { refusals } from './connect-rules.ts'
import { done, emptyFlow, mail, placed, start } from './edit-fixture.ts'
import { laneOperation } from './lane-operation.ts'
import { moveOperation } from './move-steps.ts'
import { copyText, pasteOperation } from './step-clipboard.ts'

const scope: StepDraft = { wish: 'try', step: { kind: 'scope', name: 'Take the payment', compensate: true } }
const capture: StepDraft = {
  wish: 'capture',
  step: { kind: 'action', name: 'Capture', connector: 'stripe', action: 'capture', connectionId: null, input: {} },
}
const refund: StepDraft = { ...capture, wish: 'refund', step: { ...capture.step, name: 'Refund it' } }

const model = (document: FlowDocument): CanvasModel => canvasModel(document, sampleManifests, { editing: true })

function add(document: FlowDocument, draft: StepDraft, target: AddTarget): FlowDocument {
  const added = addStep(document, sampleManifests, { draft, target })
  if (!added.ok) throw new Error(added.error.message)
  return done(document, added.value.operation)
}

const inside = (lane: LaneName): AddTarget => ({ kind: 'inside', containerId: 'try', lane })

/** A start, a try with an undo, a step that catches, one at the end. */
function drawn(from: FlowDocument = emptyFlow, settle: (document: FlowDocument) => FlowDocument = (same) => same) {
  let document = add(from, start, { kind: 'start' })
  document = settle(add(document, scope, { kind: 'after', stepId: 'form', port: 'out' }))
  document = add(document, capture, inside('try'))
  document = add(document, mail, inside('finally'))
  document = add(document, mail, inside('catch'))
  document = add(document, refund, { kind: 'after', stepId: 'capture', port: 'undo' })
  document = add(document, mail, { kind: 'after', stepId: 'try', port: 'out' })
  return add(document, mail, { kind: 'after', stepId: 'capture', port: 'out' })
}

const flows: [string, FlowDocument][] = [
  ['laid out by itself', drawn()],
  ['placed by hand', drawn(emptyFlow, placed)],
]

describe('a try with lanes and an undo', () => {
  it.each(flows)('stands side by side, the undo at its left, %s', (_, document) => {
    const { byId } = model(document)
    const box = (id: string) => byId.get(id)?.box ?? { x: 0, y: 0, width: 0, height: 0 }
    const frame = box('try')
    expect(byId.get('try')?.lanes.map(({ lane }) => lane)).toEqual(['try', 'catch', 'finally'])
    for (const id of ['capture', 'refund', 'sendMail', 'sendMail2', 'sendMail4']) {
      expect(box(id).x, id).toBeGreaterThanOrEqual(20)
      expect(right(box(id)), id).toBeLessThanOrEqual(frame.width - 20)
      expect(box(id).y + box(id).height, id).toBeLessThanOrEqual(frame.height - 20)
    }
    expect(right(box('refund'))).toBeLessThan(box('capture').x)
    expect(right(box('capture'))).toBeLessThan(box('sendMail2').x)
    expect(right(box('sendMail2'))).toBeLessThan(box('sendMail').x)
    expect(overlapping(document)).toEqual([])
  })

  it('has a jack only where a cable is drawn, and the dashed one into what catches', () => {
    const look = canvasModel(drawn(), sampleManifests)
    const view = (id: string) => look.byId.get(id)
    expect([view('capture')?.hasInput, view('capture')?.hasUndo, view('refund')?.outs]).toEqual([false, true, []])
    expect([view('sendMail2')?.hasInput, view('sendMail')?.hasInput]).toEqual([true, false])
    expect(look.cables.find(({ id }) => id === 'fails:sendMail2')?.label).toBe('If it fails')
  })

  it('is read with its lanes and its undo', () => {
    const { walk } = model(drawn())
    expect(outlineLines(walk).map(({ id, depth, way }) => [id, depth, way])).toEqual([
      ['form', 0, null],
      ['try', 0, null],
      ['capture', 1, null],
      ['refund', 2, 'Undo'],
      ['sendMail4', 1, null],
      ['sendMail2', 1, 'If it fails'],
      ['sendMail', 1, 'Always, at the end'],
      ['sendMail3', 0, null],
    ])
    expect(model(drawn()).byId.get('refund')?.leads).toBe('undoes step 3')
    expect(['ArrowLeft', 'ArrowDown'].map((key) => nextStep(walk, 'capture', key))).toEqual(['refund', 'sendMail4'])
    expect(nextStep(walk, 'refund', 'ArrowRight')).toBe('capture')
  })
})

describe('moving within and out of it', () => {
  it.each(flows)('goes into another lane with its undo, %s', (_, document) => {
    const steps = ['capture']
    const to = { containerId: 'try', lane: 'finally' } as const
    const operation = laneOperation(document, sampleManifests, { model: model(document), steps, to })
    const after = operation === null ? document : done(document, operation)
    expect([laneIn(after, 'capture'), laneIn(after, 'refund'), laneIn(after, 'sendMail4')]).toEqual([
      'finally',
      'finally',
      undefined,
    ])
    expect(after.edges.filter(({ port }) => port === 'undo')).toHaveLength(1)
    expect(overlapping(after)).toEqual([])
  })

  it('is dropped into the lane under it, and out of the frame with its undo', () => {
    const document = drawn(emptyFlow, placed)
    const now = model(document)
    const frame = now.byId.get('try')
    const lane = frame?.lanes.find((each) => each.lane === 'catch')
    const at = { x: (frame?.at.x ?? 0) + (lane?.x ?? 0) + 30, y: (frame?.at.y ?? 0) + 300 }
    const into = moveOperation(document, sampleManifests, { model: now, drops: [{ stepId: 'capture', at }] })
    const caught = into === null ? document : done(document, into)
    expect([laneIn(caught, 'capture'), laneIn(caught, 'refund')]).toEqual(['catch', 'catch'])
    const away = { stepId: 'capture', at: { x: 3000, y: 0 } }
    const out = moveOperation(document, sampleManifests, { model: now, drops: [away] })
    const after = out === null ? document : done(document, out)
    const moved = after.steps.filter(({ id }) => id === 'capture' || id === 'refund')
    expect(moved.map(({ parent, lane: its }) => [parent, its])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ])
    expect(overlapping(after)).toEqual([])
  })

  it('is copied whole: lanes, undo and cables', () => {
    const document = drawn()
    const text = copyText(document, model(document), new Set(['try']))
    const pasted = pasteOperation(document, JSON.parse(text), { at: { x: 0, y: 0 }, connections: [] })
    if (!pasted.ok) throw new Error(pasted.error)
    const after = done(document, pasted.value.operation)
    const copies = after.steps.slice(document.steps.length)
    expect(copies.map(({ lane }) => lane)).toEqual([undefined, undefined, 'finally', 'catch', undefined, undefined])
    expect(after.edges.filter(({ port }) => port === 'undo')).toHaveLength(2)
  })
})

it('says why a cable cannot end there', () => {
  const document = drawn()
  const from = (stepId: string, port: string) => refusals(document, { stepId, port })
  expect(from('capture', 'out').get('sendMail2')).toBe('It stands in another lane: if it fails')
  expect(from('capture', 'out').get('refund')).toBe('It only undoes another step')
  expect(from('refund', 'out').get('sendMail4')).toBe('What undoes a step leads nowhere')
  expect(from('sendMail4', 'undo').get('capture')).toBe('Cables lead to it or on from it')
})

const right = (box: Box) => box.x + box.width
const laneIn = (document: FlowDocument, id: string) => document.steps.find((step) => step.id === id)?.lane

/** Pairs of steps in the same frame that stand on each other. */
function overlapping(document: FlowDocument): string[] {
  const { steps } = model(document)
  return steps.flatMap((a) =>
    steps.flatMap((b) =>
      a.id < b.id &&
      a.parent === b.parent &&
      a.box.x < right(b.box) &&
      b.box.x < right(a.box) &&
      a.box.y < b.box.y + b.box.height &&
      b.box.y < a.box.y + a.box.height
        ? [`${a.id} on ${b.id}`]
        : [],
    ),
  )
}
