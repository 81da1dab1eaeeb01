import { describe, expect, it } from 'vitest'
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
