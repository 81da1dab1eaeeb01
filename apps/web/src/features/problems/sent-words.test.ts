import { expect, it } from 'vitest'
import { briefWords, fieldsInside, isBrief, sentWords } from './sent-words.ts'

it('one field of what was sent is said as it is', () => {
  expect(sentWords({ phone: '+46 70' }, 'phone')).toBe('+46 70')
  expect(sentWords({ phone: '' }, 'phone')).toBe('–')
  expect(sentWords({}, 'phone')).toBe('–')
})

it('an address is one line, a list of things is counted', () => {
  const address = { name: 'Sanne Pohl', street: '8 Mill Row', street2: null, city: 'Aarhus', country: 'DK' }
  expect(briefWords(address)).toBe('Sanne Pohl, 8 Mill Row, Aarhus, DK')
  expect(briefWords({ order: '#1005', itemCount: 3, note: null, gift: true })).toBe(
    'Order: #1005, Item count: 3, Gift: true',
  )
  expect(briefWords(['mug', 'bowl'])).toBe('mug, bowl')
  expect(briefWords([{ sku: 'BR-1' }, { sku: 'BR-2' }])).toBe('BR-1; BR-2')
  expect(briefWords({ parcel: { grams: 640 } })).toBe('Parcel (Grams: 640)')
  expect(briefWords(Array.from({ length: 9 }, (_, index) => ({ sku: `BR-${index}` })))).toBe('9 entries')
  expect(briefWords({ lines: Array.from({ length: 9 }, (_, index) => ({ sku: `BR-${index}` })) })).toBe(
    'Lines (9 entries)',
  )
  expect(briefWords([])).toBe('0 entries')
  expect(briefWords(true)).toBe('true')
})

it('what is inside stands in the order that the app gives it, not in that of the database', () => {
  const stored = { city: 'Aarhus', name: 'Sanne Pohl', street: '8 Mill Row', country: 'DK', more: 'Gate 3' }
  const labels = { to: 'To address' }
  const address = { properties: { name: {}, street: {}, city: {}, country: {} } }
  const actions = {
    other: { fields: [{ name: 'to' }, { name: 'from' }], input: { properties: { to: { properties: { city: {} } } } } },
    ship: { fields: [{ name: 'to' }], input: { properties: { to: address } } },
  }
  expect(briefWords(stored, fieldsInside({ actions, labels, field: 'to' }))).toBe(
    'Sanne Pohl, 8 Mill Row, Aarhus, DK, Gate 3',
  )
  expect(fieldsInside({ actions, labels, field: 'from' })).toEqual([])
})

it('what a list holds is told by the names that the app gives it', () => {
  const change = { inventoryItemId: { title: 'Inventory item' }, delta: { title: 'Change' } }
  const input = { properties: { changes: { type: 'array', items: { properties: change } } } }
  const actions = { adjust: { fields: [{ name: 'changes' }], input } }
  const inside = fieldsInside({ actions, labels: { changes: 'Changes' }, field: 'changes' })
  expect(briefWords([{ delta: -1, inventoryItemId: 'lamp' }], inside)).toBe('Inventory item: lamp, Change: -1')
})

it('a field that is an object is told in its line, not as code', () => {
  expect(sentWords({ to: { name: 'Sanne Pohl', city: 'Aarhus' } }, 'to')).toBe('Sanne Pohl, Aarhus')
})

it('what a line leaves out can be asked for', () => {
  expect([isBrief('#1042'), isBrief(['mug']), isBrief({ city: 'Aarhus' }), isBrief([{}])]).toEqual([
    true,
    true,
    false,
    false,
  ])
})
