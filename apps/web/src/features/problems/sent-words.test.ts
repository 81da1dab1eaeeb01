import { expect, it } from 'vitest'
import { briefWords, isBrief, sentWords } from './sent-words.ts'

it('one field of what was sent is said as it is', () => {
  expect(sentWords({ phone: '+46 70' }, 'phone')).toBe('+46 70')
  expect(sentWords({ phone: '' }, 'phone')).toBe('–')
  expect(sentWords({}, 'phone')).toBe('–')
})

it('an address is one line, a list of things is counted', () => {
  const address = { name: 'Sanne Pohl', street: '8 Mill Row', street2: null, city: 'Aarhus', country: 'DK' }
  expect(briefWords(address)).toBe('Sanne Pohl, 8 Mill Row, Aarhus, DK')
  expect(briefWords({ order: '#1005', items: 3, note: null, gift: true })).toBe('order: #1005, items: 3, gift: true')
  expect(briefWords(['mug', 'bowl'])).toBe('mug, bowl')
  expect(briefWords([{ sku: 'BR-1' }, { sku: 'BR-2' }])).toBe('2 entries')
  expect(briefWords({ parcel: { grams: 640 } })).toBe('1 field')
  expect(briefWords([])).toBe('0 entries')
  expect(briefWords(true)).toBe('true')
})

it('what a line leaves out can be asked for', () => {
  expect([isBrief('#1042'), isBrief(['mug']), isBrief({ city: 'Aarhus' }), isBrief([{}])]).toEqual([
    true,
    true,
    false,
    false,
  ])
})
