import type { Json } from '@patchbay/flow/json'
import type { CompareOperator, Condition, Mapping } from '@patchbay/flow/mapping'
import { expression, fixed, type MappingCase, ref } from './case.ts'

const is = (left: Mapping, operator: CompareOperator, right?: Json): Condition => ({
  kind: 'compare',
  left,
  operator,
  ...(right === undefined ? {} : { right: fixed(right) }),
})
const clause = (left: Json, operator: CompareOperator, right?: Json) => ({
  condition: is(fixed(left), operator, right),
})

export const CONDITION_CASES: MappingCase[] = [
  {
    name: 'amounts compare as decimals',
    input: { condition: is(ref('order.total'), 'greater', 100) },
    expect: { holds: true, because: 'Order paid › Total is “119.00”: it is greater than 100' },
  },
  { name: 'ten is more than nine', input: clause('10', 'greater', '9'), expect: { holds: true } },
  { name: 'equal in value', input: clause('10.00', 'equals', 10), expect: { holds: true } },
  { name: 'codes with leading zeros are text', input: clause('007', 'equals', '7'), expect: { holds: false } },
  { name: 'at least', input: clause(0.3, 'at_least', '0.30'), expect: { holds: true } },
  { name: 'text has an order', input: clause('apple', 'less', 'banana'), expect: { holds: true } },
  {
    name: 'an amount with commas beside one without has no order',
    input: clause('1,200.00', 'greater', '100'),
    expect: { error: 'type', says: 'have no order' },
  },
  {
    name: 'a number with a blank before it has no order',
    input: clause(' 100', 'greater', '99'),
    expect: { error: 'type', says: 'have no order' },
  },
  {
    name: 'a number with a sign has no order',
    input: clause('+100', 'greater', '99'),
    expect: { error: 'type', says: 'have no order' },
  },
  {
    name: 'a number in powers of ten has no order',
    input: clause('1e3', 'greater', '200'),
    expect: { error: 'type', says: 'have no order' },
  },
  {
    name: 'a code with leading zeros beside a shorter number has no order',
    input: clause('00100', 'greater', '99'),
    expect: { error: 'type', says: 'have no order' },
  },
  {
    name: 'a date as people write it beside one of the standard has no order',
    input: clause('21.11.2026', 'greater', '2026-11-22'),
    expect: { error: 'type', says: 'have no order' },
  },
  {
    name: 'a date of mails beside one of the standard has no order',
    input: clause('Sat, 21 Nov 2026 10:00:00 GMT', 'less', '2026-12-01'),
    expect: { error: 'type', says: 'have no order' },
  },
  {
    name: 'a number beside a date has no order',
    input: clause('2026', 'less', '2026-11-22'),
    expect: { error: 'type', says: 'have no order' },
  },
  {
    name: 'a word beside a number has no order',
    input: clause('ten', 'less', '11'),
    expect: { error: 'type', says: 'have no order' },
  },
  { name: 'postcodes of one length have an order', input: clause('01067', 'less', '10000'), expect: { holds: true } },
  { name: 'blank text is more than no number', input: clause('', 'greater', '100'), expect: { holds: false } },
  { name: 'blank text is less than no number', input: clause(' ', 'less', 100), expect: { holds: false } },
  { name: 'what has no order may be unequal', input: clause('1,200.00', 'equals', '1200'), expect: { holds: false } },
  {
    name: 'the same moment in two zones',
    input: clause('2026-01-01T12:00:00Z', 'equals', '2026-01-01T13:00:00+01:00'),
    expect: { holds: true },
  },
  {
    name: 'the same moment as a database writes it',
    input: clause('2026-01-01 12:00:00+00', 'equals', '2026-01-01T12:00:00Z'),
    expect: { holds: true },
  },
  {
    name: 'a date begins in the workspace’s zone',
    input: clause('2026-01-01', 'less', '2025-12-31T23:30:00Z'),
    expect: { holds: true },
  },
  { name: 'true as text', input: clause('true', 'equals', true), expect: { holds: true } },
  {
    name: 'missing equals null',
    input: { condition: is(ref('order.phone'), 'equals', null) },
    expect: { holds: true },
  },
  {
    name: 'missing is greater than nothing',
    input: { condition: is(ref('order.phone'), 'greater', 0) },
    expect: { holds: false, because: 'Order paid › Phone is nothing: it is not greater than 0' },
  },
  {
    name: 'a group is counted, not spelt out',
    input: { condition: is(ref('order.shipping_address'), 'is_empty') },
    expect: { holds: false, because: 'Order paid › Shipping address is a group of 2 values: it is not empty' },
  },
  { name: 'missing is empty', input: { condition: is(ref('order.phone'), 'is_empty') }, expect: { holds: true } },
  { name: 'blank is empty', input: clause('  ', 'is_empty'), expect: { holds: true } },
  { name: 'zero is not empty', input: clause(0, 'is_not_empty'), expect: { holds: true } },
  { name: 'contains in text', input: clause('express-air', 'contains', 'air'), expect: { holds: true } },
  {
    name: 'contains in a list',
    input: { condition: is(ref('order.tags'), 'contains', 'vip') },
    expect: { holds: true },
  },
  {
    name: 'a list does not contain part of an item',
    input: { condition: is(ref('order.tags'), 'contains', 'vi') },
    expect: { holds: false },
  },
  { name: 'starts with', input: { condition: is(ref('order.name'), 'starts_with', '#') }, expect: { holds: true } },
  {
    name: 'objects are equal whatever the order of keys',
    input: clause({ a: 1, b: 2 }, 'equals', { b: 2, a: 1 }),
    expect: { holds: true },
  },
  {
    name: 'a list has no order',
    input: { condition: is(ref('order.tags'), 'less', 3) },
    expect: { error: 'type', source: 'Order paid › tags' },
  },
  { name: 'is true', input: { condition: is(ref('order.paid'), 'is_true') }, expect: { holds: true } },
  {
    name: 'all, and the one that failed is named',
    input: {
      condition: { kind: 'all', of: [is(ref('order.paid'), 'is_true'), is(ref('order.currency'), 'equals', 'USD')] },
    },
    expect: { holds: false, because: 'Order paid › Currency is “EUR”: it is not equal to “USD”' },
  },
  {
    name: 'any, and none did',
    input: { condition: { kind: 'any', of: [clause(1, 'equals', 2).condition, clause(1, 'equals', 3).condition] } },
    expect: { holds: false, because: 'none of 2 rows holds' },
  },
  { name: 'not', input: { condition: { kind: 'not', of: clause(1, 'equals', 2).condition } }, expect: { holds: true } },
  { name: 'all of nothing', input: { condition: { kind: 'all', of: [] } }, expect: { holds: true } },
  {
    name: 'an expression in a condition',
    input: { condition: is(expression('$count(steps.order.lines)'), 'equals', 3) },
    expect: { holds: true },
  },
  {
    name: 'an error in a condition',
    input: { condition: is(expression('$sum("x")'), 'equals', 3) },
    expect: { error: 'expression_failed' },
  },
]
