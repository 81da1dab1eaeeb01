import { expect, test } from 'vitest'
import { z } from 'zod'
import { issueWords, placeWords } from './issue-words.ts'

const words = (schema: z.ZodType, value: unknown): string[] =>
  schema
    .safeParse(value, { error: issueWords })
    .error?.issues.map(({ path, message }) => [placeWords(path), message].filter((part) => part !== '').join(' ')) ?? []

test('what is wrong is said in words that people use, and where', () => {
  const order = z.object({
    email: z.email(),
    country: z.string().length(2),
    note: z.string().max(5),
    tags: z.array(z.string().min(1)).min(1),
    lines: z.array(z.strictObject({ sku: z.string(), quantity: z.int().min(1), price: z.number().positive() })),
    kind: z.enum(['gift', 'sale']),
    placedAt: z.iso.datetime(),
  })
  const line = { quantity: 0, price: 0, colour: 'blue' }
  const value = {
    email: 'ilka',
    country: 'SWE',
    note: 'too long',
    tags: [''],
    lines: [line],
    kind: 'loan',
    placedAt: 7,
  }
  expect(words(order, value)).toEqual([
    '“email” is no e-mail address',
    '“country” must have 2 characters',
    '“note” may have 5 characters at most',
    'entry 1 of “tags” is empty',
    '“sku” of entry 1 of “lines” is missing',
    '“quantity” of entry 1 of “lines” must be 1 or more',
    '“price” of entry 1 of “lines” must be more than 0',
    'entry 1 of “lines” has fields that nobody knows: colour',
    '“kind” must be one of gift, sale',
    '“placedAt” must be text, not a number',
  ])
})

test('what a schema says itself stands', () => {
  expect(words(z.string().regex(/^[A-Z]{2}$/, 'must be two capital letters'), 'se')).toEqual([
    'must be two capital letters',
  ])
  expect(words(z.string().regex(/^[A-Z]{2}$/), 'se')).toEqual(['does not have the form it must have'])
})
