import { expect, test } from 'vitest'
import { bytesWords, counted, figureOfMs, listed, percentWords, sentence, signed } from './words.ts'

test('counts have their plural and their thousands', () => {
  expect(counted(1, 'run')).toBe('1 run')
  expect(counted(0, 'run')).toBe('0 runs')
  expect(counted(12481, 'delivery', 'deliveries')).toBe('12,481 deliveries')
})

test('a share never rounds up to all', () => {
  expect(percentWords(1)).toBe('100')
  expect(percentWords(0.99999)).toBe('99.99')
  expect(percentWords(0.9931)).toBe('99.31')
  expect(percentWords(0.831)).toBe('83.1')
  expect(percentWords(0.75)).toBe('75')
  expect(percentWords(0)).toBe('0')
})

test('changes carry their sign', () => {
  expect(signed(3, '3')).toBe('+3')
  expect(signed(-0.3, '0.3 s')).toBe('−0.3 s')
})

test('lists, sizes and figures read as a person writes them', () => {
  expect(listed(['Order journey'])).toBe('Order journey')
  expect(listed(['A', 'B'])).toBe('A and B')
  expect(listed(['A', 'B', 'C', 'D', 'E'])).toBe('A, B, C and 2 more')
  expect(bytesWords(640)).toBe('640 B')
  expect(bytesWords(2130)).toBe('2.1 kB')
  expect(figureOfMs(1900)).toEqual({ value: '1.9', unit: 's' })
  expect(figureOfMs(180)).toEqual({ value: '180', unit: 'ms' })
})

test.each([
  ['internal error', 'internal error.'],
  ['It answered 503.', 'It answered 503.'],
  ['Is it “on”?', 'Is it “on”?'],
  ['He said “no.”', 'He said “no.”'],
  ['', ''],
])('closes "%s" as a sentence', (said, closed) => expect(sentence(said)).toBe(closed))
