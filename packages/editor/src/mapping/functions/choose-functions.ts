import { argumentWords, type FunctionSpec } from './function-spec.ts'

const group = 'Choose'

export const CHOOSE_FUNCTIONS: readonly FunctionSpec[] = [
  {
    id: 'lookUp',
    title: 'Look it up in a table',
    words: 'lookup look up value map table translate convert',
    group,
    takes: 'any',
    gives: 'text',
    template: '$lookup({table}, $string({in}))',
    slots: { table: { kind: 'table', label: 'What becomes what' } },
    pill: ({ table }) => argumentWords(table),
  },
  {
    id: 'ifEmpty',
    title: 'Use another value if it is empty',
    words: 'default if empty missing null fallback otherwise coalesce',
    group,
    takes: 'any',
    gives: 'any',
    template: '$ifEmpty({in}, {other})',
    slots: { other: { kind: 'operand', label: 'Then use', initial: { kind: 'fixed', value: '' } } },
    pill: ({ other }) => `or ${argumentWords(other)}`,
  },
  {
    id: 'choose',
    title: 'Choose by what it is',
    words: 'if then else choose condition when',
    group,
    takes: 'any',
    gives: 'any',
    template: '($is({in}, "{sign}", {value}) ? {yes} : {no})',
    was: ['({in} {sign} {value} ? {yes} : {no})'],
    slots: {
      sign: {
        kind: 'choice',
        label: 'If it',
        initial: '=',
        choices: [
          { value: '=', label: 'is' },
          { value: '!=', label: 'is not' },
          { value: '>', label: 'is more than' },
          { value: '>=', label: 'is at least' },
          { value: '<', label: 'is less than' },
          { value: '<=', label: 'is at most' },
        ],
      },
      value: { kind: 'operand', label: 'Value', initial: { kind: 'fixed', value: '' } },
      yes: { kind: 'operand', label: 'Then use', initial: { kind: 'fixed', value: '' } },
      no: { kind: 'operand', label: 'Otherwise use', initial: { kind: 'fixed', value: '' } },
    },
    pill: (args) => `if ${argumentWords(args['sign'])} ${argumentWords(args['value'])}`,
  },
]
