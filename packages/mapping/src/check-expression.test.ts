import { expect, test } from 'vitest'
import { checkExpression } from './check-expression.ts'

test('an expression that cannot be read says why and where; one that can says nothing', () => {
  expect(checkExpression('steps.order.total * 1.25')).toBeNull()
  expect(checkExpression('steps.order.total *')).toMatch(/at character \d+/)
})
