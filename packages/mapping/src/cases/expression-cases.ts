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
  { name: 'from smallest units', input: source('$fromMinor(1999)'), expect: { value: 19.99 } },
  {
    name: 'rounding is decimal',
    input: source('[$round2(1.005), $round2("2.675"), $round2(-1.005), $round2(1.25, 1)]'),
    expect: { value: [1.01, 2.68, -1.01, 1.3] },
  },

  {
    name: 'date in the workspace’s zone',
    input: source('$formatDate(steps.order.created_at, "EEE d MMM yyyy HH:mm xxx")'),
    expect: { value: 'Sun 29 Mar 2026 00:30 +01:00' },
  },
  {
    name: 'date in another zone',
    input: source('$formatDate(steps.order.created_at, "yyyy-MM-dd hh:mm a", "America/New_York")'),
    expect: { value: '2026-03-28 07:30 PM' },
  },
  {
    name: 'date with quoted words',
    input: source(`$formatDate("2026-12-01", "d. MMMM 'at dawn'")`),
    expect: { value: '1. December at dawn' },
  },
  {
    name: 'a day over the change to summer time',
    input: source('$addDays("2026-03-28T12:00:00Z", 1)'),
    expect: { value: '2026-03-29T11:00:00Z' },
  },
  { name: 'days on a date', input: source('$addDays("2026-02-27", 2)'), expect: { value: '2026-03-01' } },
  { name: 'days between', input: source('$daysBetween("2026-03-28T23:30:00Z", "2026-04-02")'), expect: { value: 4 } },
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
  { name: 'parsing a date', input: source('$parseDate("31.12.2026", "dd.MM.yyyy")'), expect: { value: '2026-12-31' } },
  {
    name: 'parsing a moment',
    input: source('$parseDate("Jul 4, 2026 8:05 pm", "MMM d, yyyy h:mm a")'),
    expect: { value: '2026-07-04T18:05:00Z' },
  },
  {
    name: 'a date that is none',
    input: source('$parseDate("31.02.2026", "dd.MM.yyyy")'),
    expect: { error: 'expression_failed', says: '31.02.2026' },
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
