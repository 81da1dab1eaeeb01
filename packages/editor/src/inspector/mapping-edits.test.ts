import type { Json } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'
import { describe, expect, it } from 'vitest'
import { groupOf, isTyping, membersOf, withMember } from './mapping-edits.ts'

const fixed = (value: Json): Mapping => ({ kind: 'constant', value })
const mapped: Mapping = { kind: 'reference', ref: { from: 'order', path: ['name'] } }
const group: { type: 'object'; fields: [] } = { type: 'object', fields: [] }

describe('a group of fields', () => {
  it('is taken apart and put together again without loss', () => {
    const value: Mapping = { kind: 'object', fields: { name: mapped } }
    expect(groupOf(membersOf(group, value) ?? {})).toEqual(value)
    // One that was fixed as a whole has members from then on, so that what is missing is told of each.
    const taken = groupOf(membersOf(group, fixed({ name: 'Ilka', zip: 21118 })) ?? {})
    expect(taken).toEqual({ kind: 'object', fields: { name: fixed('Ilka'), zip: fixed(21118) } })
  })

  it('keeps its fixed members when one of them is mapped, in their places', () => {
    const members = membersOf({ type: 'map' }, fixed({ name: 'Ilka', zip: 21118 })) ?? {}
    const next = groupOf(withMember(members, 'name', mapped))
    expect(next).toEqual({ kind: 'object', fields: { name: mapped, zip: fixed(21118) } })
    expect(Object.keys(next?.kind === 'object' ? next.fields : {})).toEqual(['name', 'zip'])
  })

  it('is none without members, and no group when it comes from elsewhere as a whole', () => {
    expect(groupOf(withMember({ name: mapped }, 'name', undefined))).toBeUndefined()
    expect(membersOf({ type: 'map' }, mapped)).toBeNull()
    expect(membersOf({ type: 'text' }, fixed('x'))).toBeNull()
    expect(membersOf({ type: 'map' }, undefined)).toEqual({})
  })
})

describe('typing', () => {
  const words = (text: string): Mapping => ({ kind: 'template', parts: [{ text }] })
  const typed: [Mapping | undefined, Mapping | undefined][] = [
    [undefined, fixed('a')],
    [fixed('ab'), undefined],
    [fixed(1), fixed(12)],
    [fixed(1), fixed('1a')],
    [words('a'), words('ab')],
    [
      { kind: 'expression', source: '1' },
      { kind: 'expression', source: '12' },
    ],
    [undefined, { kind: 'object', fields: { name: fixed('a') } }],
    [{ kind: 'object', fields: { name: fixed('a') } }, undefined],
    [fixed({ name: 'a' }), { kind: 'object', fields: { name: fixed('ab') } }],
    [fixed(['a']), fixed(['ab'])],
    [fixed({ name: 'a' }), fixed({ name: 'ab', zip: '1' })],
    [
      { kind: 'object', fields: { name: mapped, zip: fixed('1') } },
      { kind: 'object', fields: { name: mapped, zip: fixed('12') } },
    ],
  ]
  it.each(typed)('goes on from %j to %j', (before, after) => {
    expect(isTyping(before, after)).toBe(true)
  })

  const whole: [Mapping | undefined, Mapping | undefined][] = [
    [undefined, mapped],
    [fixed('a'), mapped],
    [mapped, undefined],
    [fixed(true), fixed(false)],
    [fixed(['a']), fixed(['a', ''])],
    [
      { kind: 'object', fields: { name: mapped } },
      { kind: 'object', fields: { name: fixed('x') } },
    ],
  ]
  it.each(whole)('is over at once from %j to %j', (before, after) => {
    expect(isTyping(before, after)).toBe(false)
  })
})
