import { argumentWords, type FunctionSpec } from './function-spec.ts'

const group = 'Lists'

const COMPARISONS = [
  { value: '=', label: 'is' },
  { value: '!=', label: 'is not' },
  { value: '>', label: 'is more than' },
  { value: '>=', label: 'is at least' },
  { value: '<', label: 'is less than' },
  { value: '<=', label: 'is at most' },
]

const where = {
  field: { kind: 'field', label: 'Where its' },
  sign: { kind: 'choice', label: 'Comparison', initial: '=', choices: COMPARISONS },
  value: { kind: 'operand', label: 'Value', initial: { kind: 'fixed', value: '' } },
} as const

/** What it is compared with stands outside of the list: within JSONata's own brackets `steps` would be sought in each one. */
const WHERE = '$where({in}, function($one) { $is($one.{field}, "{sign}", {value}) })'

/** The longer of two templates that begin alike comes first, so that reading finds it first. */
export const LIST_FUNCTIONS: readonly FunctionSpec[] = [
  {
    id: 'join',
    title: 'Join it into one text',
    words: 'join concatenate combine comma together',
    group,
    takes: 'list',
    gives: 'text',
    template: '$join({in}.$string(), {by})',
    slots: {
      by: {
        kind: 'text',
        label: 'Between them',
        initial: ', ',
        suggestions: [
          { value: ', ', label: 'comma' },
          { value: '\n', label: 'new line' },
          { value: ' ', label: 'blank' },
        ],
      },
    },
    pill: ({ by }) => `joined by “${argumentWords(by).replace('\n', '↵')}”`,
  },
  {
    id: 'firstWhere',
    title: 'The first one where …',
    words: 'find pick first where filter lookup match',
    group,
    takes: 'list',
    gives: 'any',
    template: `${WHERE}[0]`,
    was: ['({in})[{field} {sign} {value}][0]'],
    slots: where,
    pill: (args) =>
      `first where ${argumentWords(args['field'])} ${argumentWords(args['sign'])} ${argumentWords(args['value'])}`,
  },
  {
    id: 'allWhere',
    title: 'All of them where …',
    words: 'filter where keep only pick list',
    group,
    takes: 'list',
    gives: 'list',
    template: WHERE,
    was: ['({in})[{field} {sign} {value}]'],
    slots: where,
    pill: (args) =>
      `where ${argumentWords(args['field'])} ${argumentWords(args['sign'])} ${argumentWords(args['value'])}`,
  },
  {
    id: 'first',
    title: 'The first one',
    words: 'first head',
    group,
    takes: 'list',
    gives: 'any',
    template: '({in})[0]',
    slots: {},
    pill: () => 'first',
  },
  {
    id: 'last',
    title: 'The last one',
    words: 'last tail end',
    group,
    takes: 'list',
    gives: 'any',
    template: '({in})[-1]',
    slots: {},
    pill: () => 'last',
  },
  {
    id: 'field',
    title: 'One value of each',
    words: 'pluck map field column each property',
    group,
    takes: 'list',
    gives: 'list',
    template: '$collect({in}, function($one) { $one.{field} })',
    was: ['({in}).({field})'],
    slots: { field: { kind: 'field', label: 'Which' } },
    pill: (args) => `its ${argumentWords(args['field'])}`,
  },
  simple('count', 'How many there are', 'count number length size', { gives: 'number', template: '$count({in})' }),
  simple('sum', 'Their sum', 'sum total add up', { gives: 'number', template: '$sum({in}.$number())' }),
  simple('average', 'Their average', 'average mean', { gives: 'number', template: '$average({in}.$number())' }),
  simple('biggest', 'The biggest', 'max maximum highest', { gives: 'number', template: '$max({in}.$number())' }),
  simple('smallest', 'The smallest', 'min minimum lowest', { gives: 'number', template: '$min({in}.$number())' }),
  simple('distinct', 'Each only once', 'distinct unique duplicates', {
    gives: 'list',
    template: '$list($distinct({in}))',
    was: ['$distinct({in})'],
  }),
  simple('sort', 'In order', 'sort order alphabetical', {
    gives: 'list',
    template: '$list($sort({in}))',
    was: ['$sort({in})'],
  }),
  simple('reverse', 'Back to front', 'reverse order', {
    gives: 'list',
    template: '$list($reverse({in}))',
    was: ['$reverse({in})'],
  }),
]

function simple(
  id: string,
  title: string,
  words: string,
  rest: Pick<FunctionSpec, 'gives' | 'template' | 'was'>,
): FunctionSpec {
  return { id, title, words, group, takes: 'list', slots: {}, pill: () => pillOf[id] ?? title.toLowerCase(), ...rest }
}

const pillOf: Record<string, string> = {
  count: 'count',
  sum: 'sum',
  average: 'average',
  distinct: 'each once',
  sort: 'sorted',
}
