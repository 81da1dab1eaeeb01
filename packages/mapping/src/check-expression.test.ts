import { expect, test } from 'vitest'
import { checkExpression } from './check-expression.ts'

test('an expression that cannot be read says why and where; one that can says nothing', () => {
  expect(checkExpression('steps.order.total * 1.25')).toBeNull()
  expect(checkExpression('steps.order.total *')).toMatch(/at character \d+/)
})

test('a regular expression that the linear engine would refuse in a run is refused before', () => {
  expect(checkExpression('$replace(steps.order.name, /[a-z]+(\\d+)/i, "$1")')).toBeNull()
  for (const source of [
    '$replace(steps.order.name, /(?<=#)\\d+/, "x")',
    '$map(steps.order.lines, function($line) { $match($line.sku, /(?<!A)B/) })',
    '{"a": [$contains("x", /f(?=o)/)]}',
    '$contains("aa", /(a)\\1/)',
  ])
    expect(checkExpression(source), source).toMatch(/cannot be used.*Look-around.*at character \d+/)
})
