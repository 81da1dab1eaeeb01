import { expression, type MappingCase } from './case.ts'

const source = (text: string) => ({ mapping: expression(text) })

export const EXPRESSION_CASES: MappingCase[] = [
  { name: 'path', input: source('steps.order.customer.last_name'), expect: { value: 'Lovelace' } },
  {
    name: 'sequences come as plain lists',
    input: source('steps.order.lines.sku'),
    expect: { value: ['MUG-1', 'TEE-7', 'GIFT'] },
  },
  {
    name: 'a list of one stays a list when asked',
    input: source('steps.order.lines[qty=1][].sku'),
    expect: { value: ['TEE-7'] },
  },
  {
    name: 'and that leaves no trace on the input',
    input: source('steps.order.lines[qty=1].sku'),
    expect: { value: 'TEE-7' },
  },
  {
    name: 'and is one where only a list can stand',
    input: { ...source('steps.order.lines[qty=1].sku'), list: true },
    expect: { value: ['TEE-7'] },
  },
  {
    name: 'but nothing is nothing there',
    input: { ...source('steps.order.lines[qty=9].sku'), list: true },
    expect: { absent: true },
  },
  { name: 'and null is null', input: { ...source('steps.order.note'), list: true }, expect: { value: null } },
  {
    name: 'arithmetic over a list',
    input: source('$sum(steps.order.lines.(qty * $number(price)))'),
    expect: { value: 119 },
  },
  {
    name: 'the item of a list mapping',
    input: source('item.a + 1'),
    scope: { item: { a: 41 } },
    expect: { value: 42 },
  },
  {
    name: 'a loop’s item',
    input: source('steps.each.item & steps.each.index'),
    scope: { loops: { each: { item: 'x', index: 2 } } },
    expect: { value: 'x2' },
  },
  { name: 'nothing found, optional', input: source('steps.order.nowhere'), expect: { absent: true } },
  {
    name: 'nothing found, required',
    input: { ...source('steps.order.nowhere'), required: true },
    expect: { error: 'missing', source: 'the expression steps.order.nowhere' },
  },
  { name: 'functions are no result', input: source('{"a": function($x){$x}, "b": 1}'), expect: { value: { b: 1 } } },
  {
    name: 'inherited properties are none to an expression',
    input: source('steps.constructor'),
    expect: { absent: true },
  },
  { name: 'no prototype is set', input: source('{"__proto__": {"x": 1}, "b": 2}'), expect: { value: { b: 2 } } },
  {
    name: 'a transform',
    input: source('steps.order.customer ~> |$|{"last_name": "L."}, "email"|'),
    expect: { value: { first_name: 'Ada', last_name: 'L.' } },
  },
  { name: 'syntax error', input: source('steps.order.('), expect: { error: 'expression_failed', says: 'Test field' } },
  {
    name: 'an error names the kinds of value',
    input: source('$sum(steps.order.total) + steps.order.id'),
    expect: {
      error: 'expression_failed',
      says: 'steps.order.total is text',
      valueTypes: { 'steps.order.total': 'text', 'steps.order.id': 'number' },
    },
  },
  {
    name: 'an author’s own error',
    input: source('$error("no stock for " & steps.order.name)'),
    expect: { error: 'expression_failed', says: 'no stock for #1001' },
  },

  { name: 'now is the run’s', input: source('$now()'), expect: { value: '2026-11-21T10:00:00Z' } },
  { name: 'now with a picture', input: source('$now("[Y]-[M01]-[D01]")'), expect: { value: '2026-11-21' } },
  { name: 'millis is the run’s', input: source('$millis()'), expect: { value: 1795255200000 } },
  { name: 'random is the run’s', input: source('$random()'), expect: { value: 0.25 } },
  { name: 'shuffle is the run’s', input: source('$shuffle([1..6]) = $shuffle([1..6])'), expect: { value: true } },
  {
    name: 'eval is switched off',
    input: source('$eval("1+1")'),
    expect: { error: 'expression_failed', says: '$eval' },
  },
  {
    name: 'base64 of letters beyond ASCII',
    input: source('$base64encode("né") & " " & $base64decode("bsOp")'),
    expect: { value: 'bsOp né' },
  },

  {
    name: 'money in the workspace’s currency',
    input: source('$money(steps.order.total)'),
    expect: { value: '119.00 EUR' },
  },
  { name: 'money without cents', input: source('$money(1234.5, "JPY")'), expect: { value: '1235 JPY' } },
  {
    name: 'money of what is no number',
    input: source('$money("abc")'),
    expect: { error: 'expression_failed', says: 'not a number' },
  },
  {
    name: 'smallest units',
    input: source('[$toMinor("19.99"), $toMinor(1200, "JPY"), $toMinor(1.0005, "KWD")]'),
    expect: { value: [1999, 1200, 1001] },
  },
  {
    name: 'a currency that is asked for and not there is not the workspace’s',
    input: source('$toMinor(1200, steps.order.nowhere)'),
    expect: { error: 'expression_failed', says: 'The currency has no value' },
  },
  {
    name: 'nor is it when money is written',
    input: source('$money(steps.order.total, $given(steps.order.note))'),
    expect: { error: 'expression_failed', says: 'The currency has no value' },
  },
  {
    name: 'nor when smallest units are read',
    input: source('$fromMinor(1999, steps.order.nowhere)'),
    expect: { error: 'expression_failed', says: 'The currency has no value' },
  },
  {
    name: 'no amount has no currency to miss',
    input: source('$money(steps.order.nowhere, steps.order.nowhere)'),
    expect: { absent: true },
  },
  { name: 'from smallest units', input: source('$fromMinor(1999)'), expect: { value: 19.99 } },
  {
    name: 'rounding is decimal',
    input: source('[$round2(1.005), $round2("2.675"), $round2(-1.005), $round2(1.25, 1)]'),
    expect: { value: [1.01, 2.68, -1.01, 1.3] },
  },

  {
    name: 'null is nothing where it is asked for',
    input: source('$uppercase($given(null))'),
    expect: { absent: true },
  },
  {
    name: 'another value where there is none',
    input: source('[$ifEmpty(" ", "a"), $ifEmpty(0, 1), $ifEmpty(null, "b"), $ifEmpty(steps.order.nowhere, "c")]'),
    expect: { value: ['a', 0, 'b', 'c'] },
  },
  {
    name: 'a list of what holds, of one and of none too',
    input: source(
      '[[$count($where(steps.order.lines, function($one) { $one.qty > 5 }))], $where(steps.order.lines, function($one) { $one.qty > 1 }).sku]',
    ),
    expect: { value: [[0], 'MUG-1'] },
  },
  {
    name: 'none that holds is an empty list',
    input: source('$where(steps.order.lines, function($one) { false })'),
    expect: { value: [] },
  },
  {
    name: 'a value of each, of what is no list too',
    input: source('$collect(steps.order.customer, function($one) { $one.email })'),
    expect: { value: ['ada@example.com'] },
  },
  {
    name: 'nothing of each of nothing',
    input: source('$collect(steps.order.nowhere, function($one) { $one })'),
    expect: { absent: true },
  },
  { name: 'one value as a list', input: source('$list(steps.order.lines[0].sku)'), expect: { value: ['MUG-1'] } },
  {
    name: 'a comparison by value',
    input: source('[$is("10.00", "=", 10), $is("9", ">", "10"), $is(null, "!=", 1)]'),
    expect: { value: [true, false, true] },
  },
  {
    name: 'a comparison of what has no order',
    input: source('$is("1,200.00", ">", 100)'),
    expect: { error: 'expression_failed', says: 'have no order' },
  },
  {
    name: 'a comparison that there is none',
    input: source('$is(1, "~", 1)'),
    expect: { error: 'expression_failed', says: '“~”' },
  },

  {
    name: 'regular expression with groups',
    input: source('$replace("ab12cd", /([a-z]+)(\\d+)/, "$2-$1")'),
    expect: { value: '12-abcd' },
  },
  { name: 'regular expression, all matches', input: source('$match("aXbx", /x/i).index'), expect: { value: [1, 3] } },
  {
    name: 'splitting by a regular expression',
    input: source('$split("a, b,c", /,\\s*/)'),
    expect: { value: ['a', 'b', 'c'] },
  },
  {
    name: 'the regular expression that blocks others',
    input: source('$contains(steps.order.long, /^(a+)+$/)'),
    expect: { value: false },
  },
  {
    name: 'look-ahead is refused with the reason',
    input: source('$replace("foo", /f(?=o)/, "x")'),
    expect: { error: 'expression_failed', says: 'Look-around' },
  },

  { name: 'padding', input: source('$pad("7", -3, "0") & $pad("a", 3) & "|"'), expect: { value: '007a  |' } },
  { name: 'padding without end', input: source('$pad("x", 100000000)'), expect: { error: 'expression_budget' } },
  { name: 'a range without end', input: source('$count([1..9999999])'), expect: { error: 'expression_budget' } },
  {
    name: 'a text without end',
    input: source('($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $f("xxxxxxxxxxxxxxxx", 40))'),
    expect: { error: 'expression_budget' },
  },
  {
    name: 'nesting without end',
    input: source('($f := function($x) { 1 + $f($x) }; $f(1))'),
    expect: { error: 'expression_budget' },
  },
  {
    name: 'a loop without end',
    input: source('($f := function($x) { $f($x) }; $f(steps.order.id))'),
    expect: { error: 'expression_budget', valueTypes: { 'steps.order.id': 'number' } },
  },
  {
    name: 'a result without end',
    input: source('$pad("x", 999999) & "and more than that"'),
    expect: { error: 'expression_budget', says: 'larger than' },
  },
  { name: 'and the next one is served', input: source('1 + 1'), expect: { value: 2 } },
]
