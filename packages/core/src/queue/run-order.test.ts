import type { Trigger } from '@patchbay/flow/document'
import { describe, expect, it } from 'vitest'
import { runOrderOf } from './run-order.ts'

const every = { kind: 'interval', everyMs: 60_000 } as const

describe('the order of runs', () => {
  it('of events of an app is by what they tell of, until the author says: none', () => {
    const event: Trigger = {
      type: 'event',
      connector: 'shopify',
      event: 'order_updated',
      connectionId: null,
      params: {},
    }
    expect(runOrderOf(event, null)).toMatchObject({ key: null, whenOpen: 'queue' })
    expect(runOrderOf(event, { order: null })).toBeNull()
  })

  it('of a schedule is what it says of a run that is still going, also where an event stood before, in no order', () => {
    const schedule = (overlap: 'queue' | 'skip'): Trigger => ({
      type: 'schedule',
      schedule: every,
      overlap,
      catchUpWindowMs: 0,
    })
    const line = { key: { kind: 'constant', value: 'schedule' }, whenOpen: 'queue' }
    expect(runOrderOf(schedule('queue'), null)).toMatchObject(line)
    expect(runOrderOf(schedule('queue'), { order: null })).toMatchObject(line)
    expect(runOrderOf(schedule('skip'), { order: null })).toBeNull()
  })
})
