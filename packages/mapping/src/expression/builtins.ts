import type { CompareOperator } from '@patchbay/flow/mapping'
import type jsonata from 'jsonata'
import { compare } from '../compare.ts'
import type { WorkspaceConstants } from '../scope.ts'
import { BudgetError } from './budget-error.ts'
import { addDays, daysBetween, formatDate, parseDate } from './dates.ts'
import { given, ifEmpty } from './empty.ts'
import { toJsonSafe } from './json-safe.ts'
import { asList, collect, where } from './lists.ts'
import { fromMinor, money, round2, toMinor } from './money.ts'
import type { ExpressionBase } from './runner.ts'

const MAX_TEXT = 1_000_000

/**
 * Bounds what could run away, makes a run's constants of time and chance, and adds what commerce needs. A function
 * registered on an expression hides JSONata's of that name.
 */
export function registerBuiltins(expression: jsonata.Expression, base: ExpressionBase): void {
  const nowMs = Date.parse(base.run.now)
  const register = expression.registerFunction.bind(expression)

  register('eval', () => {
    throw new Error('$eval is not available: write the expression itself.')
  })
  register('pad', pad, '<s-ns?:s>')
  register('base64encode', base64encode, '<s-:s>')
  register('base64decode', base64decode, '<s-:s>')
  register('random', () => base.run.random, '<:n>')
  register('shuffle', (list: unknown[]) => shuffle(list, base.run.random), '<a:a>')
  register('millis', () => nowMs, '<:n>')
  register(
    'now',
    function (this: jsonata.Focus, picture?: string, zone?: string) {
      return picture === undefined ? base.run.now : written(this, [nowMs, picture, zone])
    },
    '<s?s?:s>',
  )
  registerCommerce(register, base.workspace)
}

type Register = jsonata.Expression['registerFunction']

function registerCommerce(register: Register, { timeZone, currency }: WorkspaceConstants): void {
  // Without a signature, for JSONata's says nothing of whether an argument was left out or found nothing.
  register('money', inCurrency(money, currency))
  register('toMinor', inCurrency(toMinor, currency))
  register('fromMinor', inCurrency(fromMinor, currency))
  register(
    'round2',
    ifGiven((amount: number | string, digits?: number) => round2(amount, digits ?? 2)),
    '<(ns)n?:n>',
  )
  register(
    'formatDate',
    ifGiven((iso: string, format: string, zone?: string) => formatDate(iso, format, zone ?? timeZone)),
    '<ss?s?:s>',
  )
  register(
    'parseDate',
    ifGiven((text: string, format: string, zone?: string) => parseDate(text, format, zone ?? timeZone)),
    '<sss?:s>',
  )
  register(
    'addDays',
    ifGiven((iso: string, days: number, zone?: string) => addDays(iso, days, zone ?? timeZone)),
    '<sns?:s>',
  )
  register(
    'daysBetween',
    (from: string | undefined, to: string | undefined, zone?: string) =>
      from === undefined || to === undefined ? undefined : daysBetween(from, to, zone ?? timeZone),
    '<ss-s?:n>',
  )
  register('given', given)
  register('ifEmpty', ifEmpty)
  register('where', where, '<af:a>')
  register('collect', collect, '<af:a>')
  register('list', asList)
  register('is', (left: unknown, sign: unknown, right: unknown) => is(left, sign, { right, timeZone }))
}

const OPERATORS: Readonly<Record<string, CompareOperator>> = {
  '=': 'equals',
  '!=': 'not_equals',
  '>': 'greater',
  '>=': 'at_least',
  '<': 'less',
  '<=': 'at_most',
}

/** As a rule compares: amounts by value however they are written, dates by moment. JSONata compares text by characters. */
function is(left: unknown, sign: unknown, { right, timeZone }: { right: unknown; timeZone: string }): boolean {
  const operator = typeof sign === 'string' && Object.hasOwn(OPERATORS, sign) ? OPERATORS[sign] : undefined
  if (operator === undefined)
    throw new Error(`“${String(sign)}” compares nothing; write one of ${Object.keys(OPERATORS).join(' ')}.`)
  const sides = { left: toJsonSafe(left, MAX_TEXT), right: toJsonSafe(right, MAX_TEXT) }
  const verdict = compare(sides.left, operator, { right: sides.right, timeZone })
  if (typeof verdict === 'string') throw new Error(`${verdict}. Compare numbers with numbers, dates with dates.`)
  return verdict
}

/** As JSONata's own functions do: nothing in, nothing out. */
function ifGiven<First, Rest extends unknown[], Result>(run: (first: First, ...rest: Rest) => Result) {
  return (first: First | undefined, ...rest: Rest): Result | undefined =>
    first === undefined ? undefined : run(first, ...rest)
}

/** One that is asked for and has no value is never the workspace's: the amount would be wrong and look right. */
function inCurrency<Result>(run: (amount: number | string, currency: string) => Result, ofWorkspace: string) {
  return (amount: unknown, ...named: unknown[]): Result | undefined => {
    if (amount === undefined) return undefined
    if (typeof amount !== 'number' && typeof amount !== 'string')
      throw new Error(`An amount is a number or a text, and this is ${typeof amount}.`)
    const [currency] = named.length === 0 ? [ofWorkspace] : named
    if (currency === undefined || currency === null)
      throw new Error('The currency has no value. Map one that is always there, or $ifEmpty(…) with another.')
    return run(amount, String(currency))
  }
}

function pad(text: string | undefined, width: number, char?: string): string | undefined {
  if (text === undefined) return undefined
  if (Math.abs(width) > MAX_TEXT) throw new BudgetError(`$pad to ${width} characters: the limit is ${MAX_TEXT}.`)
  const filler = [...(char || ' ')]
  const missing = Math.abs(Math.trunc(width)) - [...text].length
  if (missing <= 0) return text
  const padding = Array.from({ length: missing }, (_, at) => filler[at % filler.length]).join('')
  return width > 0 ? text + padding : padding + text
}

/** JSONata's own look for a window or a Buffer and find neither in a web worker; these read and write UTF-8 in both. */
function base64encode(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  let binary = ''
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte)
  return btoa(binary)
}

function base64decode(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  return new TextDecoder().decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)))
}

/** The same order for the same run: mulberry32 seeded by the run's random number. */
function shuffle(list: unknown[] | undefined, random: number): unknown[] | undefined {
  if (list === undefined) return undefined
  const result = [...list]
  let seed = Math.floor(random * 2 ** 32)
  for (let at = result.length - 1; at > 0; at -= 1) {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    const other = ((mixed ^ (mixed >>> 14)) >>> 0) % (at + 1)
    ;[result[at], result[other]] = [result[other], result[at]]
  }
  return result
}

function written(focus: jsonata.Focus, args: unknown[]): unknown {
  return focus.environment.lookup('fromMillis').implementation.apply(focus, args)
}
