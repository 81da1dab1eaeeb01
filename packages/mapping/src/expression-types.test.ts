import { describe, expect, it } from 'vitest'
import { expressionTypes } from './expression-types.ts'

describe('what an expression gives, by its text', () => {
  it.each([
    ['$sum(steps.order.lines.quantity)', ['number']],
    ['steps.order.total * 2', ['number']],
    ['-steps.order.total', ['number']],
    ['"Order " & steps.order.number', ['string']],
    ['$join(steps.order.tags, ", ")', ['string']],
    ['steps.order.total > 100', ['boolean']],
    ['[steps.order.id]', ['array']],
    ['$list(steps.order.lines.sku)', ['array']],
    ['{ "id": steps.order.id }', ['object']],
    ['steps.order.total > 100 ? "big" : 0', ['string', 'number']],
    ['($a := 1; $uppercase("x"))', ['string']],
    ['steps.order.total', null],
    ['steps.order.total > 100 ? steps.order.id : "small"', null],
    ['$split(steps.order.name, " ")[0]', null],
    ['($split($given(steps.order.name), " "))[-1]', null],
    ['$where(steps.order.lines, function($one) { true })[0]', null],
    ['$split(steps.order.name, " "){$: 1}', null],
    ['$own(1)', null],
    ['((', null],
  ])('%s', (source, types) => expect(expressionTypes(source)).toEqual(types))
})
