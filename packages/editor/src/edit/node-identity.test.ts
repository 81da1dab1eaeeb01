import { apply } from '@patchbay/flow/operations'
import { describe, expect, it } from 'vitest'
import { type CanvasModel, canvasModel } from '../canvas-model.ts'
import { randomFlow } from '../random-flow-fixture.ts'
import { sampleManifests } from '../sample-flow.ts'
import type { EditCableEdge } from './edit-cable.tsx'
import { type EditFlowNode, editEdges, editNodes } from './edit-nodes.ts'
import { marksOf } from './node-marks.ts'
import { sentenceOf, sentenceText } from './step-sentence.ts'

const flow = randomFlow(198 + 24 * 1000, 200)
const noSources = { editing: true, problems: [], untested: new Set<string>(), colleagues: [], diff: {}, refusals: null }

function picture(model: CanvasModel, chosen: string | null, before: Map<string, EditFlowNode>) {
  const selection = new Set(chosen === null ? [] : [chosen])
  const marks = marksOf({ ...noSources, aimedId: null })
  return editNodes({ model, notes: [], selection, tabId: chosen, marks, editing: true }, before)
}
const cables = (model: CanvasModel, before: Map<string, EditCableEdge>) =>
  editEdges({ model, selectedId: null, hoveredId: null, aimedId: null, pulledId: null, editing: true }, before)
const byId = <T extends { id: string }>(list: readonly T[]) => new Map(list.map((each) => [each.id, each]))

describe('a canvas of 200 steps', () => {
  const model = canvasModel(flow, sampleManifests, { editing: true })
  const nodes = picture(model, null, new Map())
  const edges = cables(model, new Map())

  it('draws two steps again when the choice moves from one to another', () => {
    const first = picture(model, 's7', byId(nodes))
    const second = picture(model, 's8', byId(first))
    expect(second.filter((node, index) => node !== first[index]).map(({ id }) => id)).toEqual(['s7', 's8'])
  })

  it('lays nothing out again, and draws one step again, when a field of it changes', () => {
    const mapping = { kind: 'constant', value: 'x' } as const
    const changed = apply(flow, { kind: 'setInput', stepId: 's7', field: 'to', mapping })
    if (!changed.ok) throw new Error(changed.error.message)
    const next = canvasModel(changed.value, sampleManifests, { editing: true, before: model })
    expect(next.layout).toBe(model.layout)
    const drawn = picture(next, null, byId(nodes)).filter((node, index) => node !== nodes[index])
    expect(drawn.map(({ id }) => id)).toEqual(['s7'])
    expect(cables(next, byId(edges)).every((edge, index) => edge === edges[index])).toBe(true)
  })
})

describe('the sentence on a node', () => {
  const manifests = {
    shop: {
      title: 'Shop',
      triggers: {},
      actions: {
        tag: {
          title: 'Tag order',
          sentence: 'Tag the order {orderId} with {tags}',
          effect: 'upsert' as const,
          idempotency: { kind: 'natural' as const },
          fields: [],
        },
      },
    },
  }
  const say = (name: string, input: Parameters<typeof tagged>[1]) =>
    sentenceText(sentenceOf(tagged(name, input), manifests))
  const tagged = (name: string, input: Record<string, { kind: 'constant'; value: string }>) =>
    ({
      id: 't',
      kind: 'action',
      name,
      connector: 'shop',
      action: 'tag',
      connectionId: null,
      input,
      position: { x: 0, y: 0 },
    }) as const

  it('has the chosen values in it, until somebody gives the step a name', () => {
    expect(say('Tag the order', {})).toBe('Tag the order')
    expect(say('Tag the order', { tags: { kind: 'constant', value: 'late' } })).toBe('Tag the order with late')
    expect(say('Mark it as late', { tags: { kind: 'constant', value: 'late' } })).toBe('Mark it as late')
  })
})
