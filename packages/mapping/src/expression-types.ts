import jsonata from 'jsonata'

/**
 * The JSON types that an expression can give, read from its text alone: null where that depends on values, or where it
 * cannot be read. A function of JSONata gives nothing for nothing, so every answer means "if it gives anything".
 */
export function expressionTypes(source: string): readonly string[] | null {
  try {
    return typesOf(jsonata(source).ast())
  } catch {
    return null
  }
}

const RESULTS: Record<string, readonly string[]> = {
  string: ['string'],
  join: ['string'],
  lowercase: ['string'],
  uppercase: ['string'],
  trim: ['string'],
  pad: ['string'],
  substring: ['string'],
  substringBefore: ['string'],
  substringAfter: ['string'],
  replace: ['string'],
  formatNumber: ['string'],
  formatBase: ['string'],
  fromMillis: ['string'],
  now: ['string'],
  type: ['string'],
  base64encode: ['string'],
  base64decode: ['string'],
  encodeUrl: ['string'],
  encodeUrlComponent: ['string'],
  money: ['string'],
  formatDate: ['string'],
  parseDate: ['string'],
  addDays: ['string'],
  number: ['number'],
  sum: ['number'],
  count: ['number'],
  average: ['number'],
  abs: ['number'],
  floor: ['number'],
  ceil: ['number'],
  round: ['number'],
  power: ['number'],
  sqrt: ['number'],
  length: ['number'],
  toMillis: ['number'],
  millis: ['number'],
  round2: ['number'],
  toMinor: ['number'],
  fromMinor: ['number'],
  daysBetween: ['number'],
  boolean: ['boolean'],
  not: ['boolean'],
  exists: ['boolean'],
  contains: ['boolean'],
  is: ['boolean'],
  split: ['array'],
  where: ['array'],
  collect: ['array'],
  list: ['array'],
}

const NUMBERS = new Set(['+', '-', '*', '/', '%'])
const VERDICTS = new Set(['=', '!=', '<', '<=', '>', '>=', 'and', 'or', 'in'])

type Node = ReturnType<ReturnType<typeof jsonata>['ast']>

function typesOf(node: Node): readonly string[] | null {
  // What is picked out of it, or grouped by, is not what it gives itself.
  if ('predicate' in node || 'group' in node) return null
  switch (String(node.type)) {
    case 'string':
      return ['string']
    case 'number':
      return ['number']
    case 'value':
      return typeof node.value === 'boolean' ? ['boolean'] : null
    case 'binary':
      return operatorTypes(String(node.value))
    case 'unary':
      return unaryTypes(String(node.value))
    case 'function':
      return functionTypes(node)
    case 'condition':
      return eitherTypes(node)
    case 'block': {
      const last = node.expressions?.at(-1)
      return last === undefined ? null : typesOf(last)
    }
    default:
      return null
  }
}

function operatorTypes(operator: string): readonly string[] | null {
  if (operator === '&') return ['string']
  if (NUMBERS.has(operator)) return ['number']
  return VERDICTS.has(operator) ? ['boolean'] : null
}

function unaryTypes(operator: string): readonly string[] | null {
  if (operator === '-') return ['number']
  if (operator === '[') return ['array']
  return operator === '{' ? ['object'] : null
}

function functionTypes(node: Node): readonly string[] | null {
  const name: unknown = Reflect.get(Object(node.procedure), 'value')
  return typeof name === 'string' && Object.hasOwn(RESULTS, name) ? (RESULTS[name] ?? null) : null
}

function eitherTypes(node: Node): readonly string[] | null {
  const [yes, no]: unknown[] = [Reflect.get(node, 'then'), Reflect.get(node, 'else')]
  const then = isNode(yes) ? typesOf(yes) : null
  if (no === undefined) return then
  const otherwise = isNode(no) ? typesOf(no) : null
  return then === null || otherwise === null ? null : [...new Set([...then, ...otherwise])]
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value
