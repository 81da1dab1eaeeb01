import { describe, expect, it } from 'vitest'
import type { FlowDocument, Step } from './document.ts'
import type { Condition } from './mapping.ts'
import { apply } from './operations/operation.ts'
import { orderJourney } from './samples/order-journey.ts'
import { upstream } from './upstream.ts'

describe('what a step can use', () => {
  it('inside a loop: its element, and what ran before the loop', () => {
    expect(seen('take')).toEqual(['order', 'capture', 'lines (element)'])
  })

  it('inside a parallel: what ran before it, and nothing that runs beside', () => {
    expect(seen('mail')).toEqual(['order', 'capture', 'lines', 'label'])
  })

  it('after a join: everything before it, what ran on one way only being uncertain', () => {
    expect(seen('summary')).toEqual(['order', 'capture', 'lines?', 'label?', 'restock?', 'contact?', 'mail?'])
  })

  it('after a parallel: its content, surely where nothing in there could pass it by', () => {
    const joined = apply(orderJourney, { kind: 'disconnect', edgeIds: ['e10'] })
    if (!joined.ok) throw new Error(joined.error.message)
    expect(upstream(joined.value, 'summary').filter(({ certain }) => !certain)).toEqual([])
  })

  it('after ways that are both taken in any case: all that lies on them', () => {
    const at = { name: 'A step', position: { x: 0, y: 0 } }
    const condition: Condition = { kind: 'all', of: [] }
    const check: Step = {
      ...at,
      id: 'check',
      kind: 'branch',
      cases: [{ id: 'yes', label: 'Yes', condition }],
      otherwiseLabel: 'No',
    }
    const sets = ['tag', 'label', 'gift', 'mail'].map((id): Step => ({ ...at, id, kind: 'set', fields: {} }))
    const ways = [
      ['order', 'tag'],
      ['order', 'label'],
      ['order', 'check'],
      ['check', 'gift', 'yes'],
    ] as const
    const joined = ['tag', 'label', 'gift'].map((from) => [from, 'mail'] as const)
    const document: FlowDocument = {
      ...orderJourney,
      steps: [...orderJourney.steps.filter(({ id }) => id === 'order'), check, ...sets],
      edges: [...ways, ...joined].map(([from, to, port = 'out'], index) => ({ id: `w${index}`, from, to, port })),
    }
    const certain = upstream(document, 'mail').filter((seenThere) => seenThere.certain)
    expect(certain.map(({ step }) => step.id)).toEqual(['order', 'label', 'tag'])
  })

  it('on an error path: the step that failed gives its reason', () => {
    expect(seen('askCard')).toEqual(['order', 'capture (error)'])
  })

  it('nothing, for the trigger and for a step that is not there', () => {
    expect(seen('order')).toEqual([])
    expect(seen('gone')).toEqual([])
  })
})

function seen(stepId: string): string[] {
  return upstream(orderJourney, stepId).map(
    ({ step, as, certain }) => `${step.id}${as === 'output' ? '' : ` (${as})`}${certain ? '' : '?'}`,
  )
}
