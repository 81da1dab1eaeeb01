import { FUNCTIONS, functionById } from './function-list.ts'
import {
  type Argument,
  type Chain,
  type FunctionCall,
  type FunctionSpec,
  initialOf,
  type Operand,
  type Slot,
} from './function-spec.ts'
import { matchAt, readNames, readPath, writeNames, writePath } from './path-source.ts'

/** The JSONata of a value and its functions. Without any function it is the path alone. */
export function writeChain({ ref, calls }: Chain): string {
  if (calls.length === 0) return writePath(ref)
  let source = `$given(${writePath(ref)})`
  for (const call of calls) source = writeCall(call, source)
  return source
}

/** The form that wrote a source; null for a source that no form wrote. */
export function readChain(source: string): Chain | null {
  const bare = readPath(source, 0)
  if (bare !== null && bare.end === source.length) return { ref: bare.ref, calls: [] }
  const found = readValue({ source, known: new Map() }, 0)
  return found !== null && found.end === source.length ? found.chain : null
}

type Reading = { source: string; known: Map<number, Found> }
type Found = { chain: Chain; end: number } | null

function writeCall({ id, args }: FunctionCall, input: string): string {
  const spec = functionById(id)
  if (spec === undefined) return input
  return segmentsOf(spec.template)
    .map((segment) => {
      if (typeof segment === 'string') return segment
      if (segment.slot === 'in') return input
      const argument = args[segment.slot]
      return argument === undefined ? 'null' : writeArgument(argument)
    })
    .join('')
}

function writeArgument(argument: Argument): string {
  switch (argument.kind) {
    case 'text':
      return JSON.stringify(argument.value)
    case 'number':
      return String(argument.value)
    case 'choice':
      return isSign(argument.value) ? argument.value : JSON.stringify(argument.value)
    case 'field':
      return writeNames(argument.names)
    case 'operand':
      return writeOperand(argument.operand)
    case 'table':
      return `{${argument.rows.map(([when, to]) => `${JSON.stringify(when)}: ${JSON.stringify(to)}`).join(', ')}}`
  }
}

function writeOperand(operand: Operand): string {
  return operand.kind === 'fixed' ? JSON.stringify(operand.value) : `$given(${writePath(operand.ref)})`
}

/** Each place is read once, so that templates which begin alike cost nothing. */
function readValue(reading: Reading, at: number): Found {
  const known = reading.known.get(at)
  if (known !== undefined) return known
  reading.known.set(at, null)
  const found = readGiven(reading.source, at) ?? readFunction(reading, at)
  reading.known.set(at, found)
  return found
}

function readGiven(source: string, at: number): Found {
  if (!source.startsWith('$given(', at)) return null
  const path = readPath(source, at + '$given('.length)
  if (path === null || source[path.end] !== ')') return null
  return { chain: { ref: path.ref, calls: [] }, end: path.end + 1 }
}

function readFunction(reading: Reading, at: number): Found {
  for (const spec of FUNCTIONS)
    for (const template of [spec.template, ...(spec.was ?? [])]) {
      const found = readTemplate(reading, at, { spec, template })
      if (found !== null) return found
    }
  return null
}

function readTemplate(
  reading: Reading,
  at: number,
  { spec, template }: { spec: FunctionSpec; template: string },
): Found {
  let end = at
  let input: Chain | null = null
  const args: FunctionCall['args'] = {}
  for (const segment of segmentsOf(template)) {
    if (typeof segment === 'string') {
      if (!reading.source.startsWith(segment, end)) return null
      end += segment.length
    } else if (segment.slot === 'in') {
      const inner = readValue(reading, end)
      if (inner === null) return null
      input = inner.chain
      end = inner.end
    } else {
      const slot = spec.slots[segment.slot]
      const argument = slot === undefined ? null : readArgument(reading.source, end, slot)
      if (argument === null) return null
      args[segment.slot] = argument.value
      end = argument.end
    }
  }
  for (const [name, slot] of Object.entries(spec.slots)) args[name] ??= initialOf(slot, [])
  return input === null ? null : { chain: { ref: input.ref, calls: [...input.calls, { id: spec.id, args }] }, end }
}

function readArgument(source: string, at: number, slot: Slot): { value: Argument; end: number } | null {
  if (slot.kind === 'field') {
    const found = readNames(source, at)
    return found === null ? null : { value: { kind: 'field', names: found.names }, end: found.end }
  }
  if (slot.kind === 'table') return readTable(source, at)
  if (slot.kind === 'operand') {
    const picked = readGiven(source, at)
    if (picked !== null)
      return { value: { kind: 'operand', operand: { kind: 'pick', ref: picked.chain.ref } }, end: picked.end }
    const literal = readLiteral(source, at)
    return literal === null
      ? null
      : { value: { kind: 'operand', operand: { kind: 'fixed', value: literal.value } }, end: literal.end }
  }
  if (slot.kind === 'choice') {
    const sign = matchAt(SIGN, source, at)
    if (sign !== null) return { value: { kind: 'choice', value: sign }, end: at + sign.length }
  }
  const literal = readLiteral(source, at)
  if (literal === null) return null
  if (slot.kind === 'number')
    return typeof literal.value === 'number'
      ? { value: { kind: 'number', value: literal.value }, end: literal.end }
      : null
  return typeof literal.value === 'string'
    ? { value: { kind: slot.kind, value: literal.value }, end: literal.end }
    : null
}

function readTable(source: string, at: number): { value: Argument; end: number } | null {
  const text = matchAt(/\{(?:"(?:\\.|[^"\\])*": "(?:\\.|[^"\\])*"(?:, )?)*\}/y, source, at)
  if (text === null) return null
  const rows = [...text.matchAll(/("(?:\\.|[^"\\])*"): ("(?:\\.|[^"\\])*")/g)].map(([, when, to]): [string, string] => [
    String(JSON.parse(when ?? '""')),
    String(JSON.parse(to ?? '""')),
  ])
  return { value: { kind: 'table', rows }, end: at + text.length }
}

function readLiteral(source: string, at: number): { value: string | number | boolean | null; end: number } | null {
  const text = matchAt(/"(?:\\.|[^"\\])*"|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|true|false|null/y, source, at)
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    const isLiteral =
      value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    return isLiteral ? { value, end: at + text.length } : null
  } catch {
    // JSONata knows escapes that JSON does not: then no form wrote it.
    return null
  }
}

const SIGN = /!=|>=|<=|=|>|</y
const isSign = (text: string) => /^(!=|>=|<=|=|>|<)$/.test(text)

const known = new Map<string, (string | { slot: string })[]>()

function segmentsOf(template: string): (string | { slot: string })[] {
  const before = known.get(template)
  if (before !== undefined) return before
  const segments = template
    .split(/(\{[a-z]+\})/i)
    .filter((part) => part !== '')
    .map((part) => (/^\{[a-z]+\}$/i.test(part) ? { slot: part.slice(1, -1) } : part))
  known.set(template, segments)
  return segments
}
