import type { BranchCase } from '@patchbay/flow/document'
import type { Mapping } from '@patchbay/flow/mapping'
import { describe, expect, it } from 'vitest'
import { eventLeaves } from './event-leaves.ts'
import { orderWay, tidyRules, usualOrder, withOrderWay } from './run-rules.ts'
import { asSwitch, fromSwitch, typedValue, withWay } from './switch-cases.ts'

describe('rules for runs', () => {
  it('follow the app’s entity without a word, and say only what differs', () => {
    expect([orderWay(undefined, 'order'), orderWay(undefined, null), orderWay({ order: null }, 'order')]).toEqual([
      'entity',
      'none',
      'none',
    ])
    expect(tidyRules(withOrderWay({}, 'entity', 'order'))).toBeNull()
    expect(tidyRules(withOrderWay({}, 'none', 'order'))).toEqual({ order: null })
    expect(tidyRules(withOrderWay({}, 'none', null))).toBeNull()
    expect(tidyRules({ order: usualOrder, atOnce: 3 })).toEqual({ atOnce: 3 })
  })

  it('keep what was chosen beside another way', () => {
    const rules = { order: { ...usualOrder, whenOpen: 'drop', queue: 'stock' }, atOnce: 5 } as const
    expect(withOrderWay(rules, 'value', 'order')).toEqual({
      atOnce: 5,
      order: { ...rules.order, key: { kind: 'constant', value: null } },
    })
  })
})

describe('a branch by one value', () => {
  const of: Mapping = { kind: 'reference', ref: { from: 'order', path: ['country'] } }
  const way = (id: string, value: string, left: Mapping = of): BranchCase => ({
    id,
    label: value,
    condition: { kind: 'compare', left, operator: 'equals', right: { kind: 'constant', value } },
  })

  it('is read and written without loss, and not where the rules differ', () => {
    const cases = [way('se', 'SE'), way('no', 'NO')]
    const read = asSwitch(cases)
    expect(read === null ? null : fromSwitch(read)).toEqual(cases)
    expect(asSwitch([way('se', 'SE'), way('no', 'NO', { kind: 'constant', value: 1 })])).toBeNull()
    expect(asSwitch([])).toBeNull()
    expect(read === null ? [] : withWay(read).ways.map(({ id }) => id)).toEqual(['se', 'no', 'way3'])
  })

  it('keeps a number a number while it is typed', () => {
    expect([typedValue('12', 1), typedValue('12', 'a'), typedValue('', 1)]).toEqual([12, '12', ''])
  })
})

it('lists the single values of an event, those that tell it from others first', () => {
  const text = { type: 'string' }
  const schema = {
    type: 'object',
    properties: {
      status: text,
      trackingCode: text,
      parcel: { type: 'object', properties: { id: text, weight: { type: 'number' } } },
      lines: { type: 'array', items: text },
    },
  }
  expect(eventLeaves(schema).map(({ path }) => path)).toEqual(['trackingCode', 'parcel.id', 'status', 'parcel.weight'])
  expect(eventLeaves(null)).toEqual([])
})
