import fc from 'fast-check'
import type { Json } from '../json.ts'
import type { Condition, IfMissing, Mapping } from '../mapping.ts'
import { orderJourney } from '../samples/order-journey.ts'

/** Few ids, so that what is made at random meets what is there: the sample's, some free ones, some that may not be. */
export const stepId = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...orderJourney.steps.map(({ id }) => id)) },
  { weight: 3, arbitrary: fc.constantFrom('s1', 's2', 's3', 's4') },
  { weight: 1, arbitrary: fc.constantFrom('item', 'run', 'Bad id', 'constructor', '__proto__', 'gone') },
)
export const newStepId = fc.constantFrom('s1', 's2', 's3', 's4')
export const edgeId = fc.oneof(
  fc.constantFrom(...orderJourney.edges.map(({ id }) => id)),
  fc.constantFrom('x1', 'x2', 'x3'),
)
export const noteId = fc.constantFrom('n1', 'n2', 'n3')
export const portId = fc.constantFrom(
  'out',
  'error',
  'undo',
  'timeout',
  'approved',
  'otherwise',
  'inStock',
  'noAddress',
  'caseA',
  'constructor',
)
export const words = fc.constantFrom('', 'Tell them', 'When an order is paid', 'Ünïcode — long enough to be a sentence')
export const key = fc.constantFrom(
  'to',
  'subject',
  'text',
  'email',
  'lines',
  'item',
  'index',
  'number',
  'constructor',
  '__proto__',
)
export const json: fc.Arbitrary<Json> = fc.constantFrom<Json[]>(
  null,
  '',
  'text',
  0,
  -0,
  1.5,
  true,
  [],
  [1, 'a'],
  {},
  { a: [null] },
)
export const position = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) })

const ifMissing: fc.Arbitrary<IfMissing> = fc.oneof(
  fc.constantFrom<IfMissing[]>({ kind: 'error' }, { kind: 'omit' }),
  fc.record({ kind: fc.constant('value'), value: json }),
)
const reference = fc.record({
  from: fc.oneof(stepId, fc.constantFrom('item', 'run', 'workspace')),
  path: fc.array(fc.oneof(key, fc.nat({ max: 2 })), { maxLength: 3 }),
})
const source = fc.constantFrom(
  '',
  'steps.order.number + 1',
  '$sum(steps.gone.lines)',
  '"steps.order"',
  '((',
  '/* steps.x',
)

export const { mapping, condition } = fc.letrec<{ mapping: Mapping; condition: Condition }>((tie) => ({
  mapping: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ kind: fc.constant('constant'), value: json }),
    fc.record({ kind: fc.constant('reference'), ref: reference, ifMissing }, { requiredKeys: ['kind', 'ref'] }),
    fc.record({ kind: fc.constant('expression'), source }),
    fc.record({
      kind: fc.constant('template'),
      parts: fc.array(fc.oneof(fc.record({ text: words }), fc.record({ ref: reference })), { maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('valueMap'),
      of: tie('mapping'),
      entries: fc.array(fc.record({ when: fc.constantFrom('a', 1, true, null), to: json }), { maxLength: 3 }),
      otherwise: fc.oneof(fc.constantFrom({ kind: 'pass' as const }, { kind: 'error' as const })),
    }),
    fc.record(
      { kind: fc.constant('list'), of: tie('mapping'), keep: tie('condition'), each: tie('mapping') },
      { requiredKeys: ['kind', 'of', 'each'] },
    ),
    fc.record({ kind: fc.constant('object'), fields: fc.dictionary(key, tie('mapping'), { maxKeys: 2 }) }),
  ),
  condition: fc.oneof(
    { maxDepth: 3 },
    fc.record(
      {
        kind: fc.constant('compare'),
        left: tie('mapping'),
        operator: fc.constantFrom('equals', 'at_least', 'is_empty', 'is_true'),
        right: tie('mapping'),
      },
      { requiredKeys: ['kind', 'left', 'operator'] },
    ),
    fc.record({ kind: fc.constantFrom('all', 'any'), of: fc.array(tie('condition'), { maxLength: 2 }) }),
    fc.record({ kind: fc.constant('not'), of: tie('condition') }),
  ),
}))
