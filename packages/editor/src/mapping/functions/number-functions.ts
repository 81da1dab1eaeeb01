import { argumentWords, type FunctionSpec, type Slot } from './function-spec.ts'

const group = 'Numbers and money'

const currency: Slot = {
  kind: 'operand',
  label: 'Currency',
  initial: { kind: 'pick', ref: { from: 'workspace', path: ['currency'] } },
}

export const NUMBER_FUNCTIONS: readonly FunctionSpec[] = [
  {
    id: 'round',
    title: 'Round it',
    words: 'round decimals digits',
    group,
    takes: 'number',
    gives: 'number',
    template: '$round2({in}, {digits})',
    slots: { digits: { kind: 'number', label: 'Digits after the point', initial: 2 } },
    pill: ({ digits }) => (argumentWords(digits) === '0' ? 'rounded' : `${argumentWords(digits)} digits`),
  },
  calculation({ id: 'add', title: 'Add to it', words: 'plus add sum', sign: '+', label: 'Add', shown: '+' }),
  calculation({
    id: 'subtract',
    title: 'Take from it',
    words: 'minus subtract',
    sign: '-',
    label: 'Take away',
    shown: '−',
  }),
  calculation({ id: 'multiply', title: 'Multiply it', words: 'times product', sign: '*', label: 'Times', shown: '×' }),
  calculation({
    id: 'divide',
    title: 'Divide it',
    words: 'divided by ratio kg',
    sign: '/',
    label: 'Divided by',
    shown: '÷',
  }),
  {
    id: 'asNumber',
    title: 'Read it as a number',
    words: 'number convert parse cast',
    group,
    takes: 'text',
    gives: 'number',
    template: '$number({in})',
    slots: {},
    pill: () => 'as a number',
  },
  {
    id: 'money',
    title: 'Write it as money',
    words: 'format money currency price amount',
    group,
    takes: 'number',
    gives: 'text',
    template: '$money({in}, {currency})',
    slots: { currency },
    pill: () => 'as money',
  },
  {
    id: 'toCents',
    title: 'In cents',
    words: 'cents minor units smallest stripe',
    group,
    takes: 'number',
    gives: 'number',
    template: '$toMinor({in}, {currency})',
    was: ['$toMinor({in})'],
    slots: { currency },
    pill: () => 'in cents',
  },
  {
    id: 'fromCents',
    title: 'From cents',
    words: 'cents minor units major',
    group,
    takes: 'number',
    gives: 'number',
    template: '$fromMinor({in}, {currency})',
    was: ['$fromMinor({in})'],
    slots: { currency },
    pill: () => 'from cents',
  },
  {
    id: 'formatNumber',
    title: 'Write it with a number format',
    words: 'format number thousands decimals separator',
    group,
    takes: 'number',
    gives: 'text',
    template: '$formatNumber($number({in}), {picture})',
    slots: {
      picture: {
        kind: 'choice',
        label: 'Format',
        initial: '#,##0.00',
        choices: [
          { value: '#,##0.00', label: '1,234.50' },
          { value: '#,##0', label: '1,235' },
          { value: '0.00', label: '1234.50' },
          { value: '0', label: '1235' },
          { value: '00000', label: '01235' },
        ],
      },
    },
    pill: ({ picture }) => `as ${argumentWords(picture)}`,
  },
]

function calculation(words: {
  id: string
  title: string
  words: string
  sign: string
  label: string
  shown: string
}): FunctionSpec {
  return {
    id: words.id,
    title: words.title,
    words: words.words,
    group,
    takes: 'number',
    gives: 'number',
    template: `($number({in}) ${words.sign} $number({by}))`,
    slots: {
      by: { kind: 'operand', label: words.label, initial: { kind: 'fixed', value: words.sign === '/' ? 1000 : 1 } },
    },
    pill: ({ by }) => `${words.shown} ${numberWords(argumentWords(by))}`,
  }
}

const numberWords = (text: string) => (/^-?\d+([.]\d+)?$/.test(text) ? Number(text).toLocaleString('en') : text)
