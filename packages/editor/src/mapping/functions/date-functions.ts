import { argumentWords, type FunctionSpec } from './function-spec.ts'

const group = 'Dates'

const FORMATS = [
  { value: 'yyyy-MM-dd', label: '2026-11-21' },
  { value: 'd MMM yyyy', label: '21 Nov 2026' },
  { value: 'd MMMM yyyy', label: '21 November 2026' },
  { value: 'EEEE d MMMM', label: 'Saturday 21 November' },
  { value: 'dd.MM.yyyy', label: '21.11.2026' },
  { value: 'dd/MM/yyyy', label: '21/11/2026' },
  { value: 'MM/dd/yyyy', label: '11/21/2026' },
  { value: 'HH:mm', label: '12:04' },
  { value: 'yyyy-MM-dd HH:mm', label: '2026-11-21 12:04' },
]

export const DATE_FUNCTIONS: readonly FunctionSpec[] = [
  {
    id: 'formatDate',
    title: 'Write it as a date',
    words: 'format date time day month year',
    group,
    takes: 'date',
    gives: 'text',
    template: '$formatDate({in}, {format})',
    slots: { format: { kind: 'choice', label: 'Looks like', initial: 'd MMM yyyy', choices: FORMATS } },
    pill: ({ format }) => FORMATS.find(({ value }) => value === argumentWords(format))?.label ?? argumentWords(format),
  },
  {
    id: 'addDays',
    title: 'Some days later',
    words: 'add days plus later due ship by minus earlier',
    group,
    takes: 'date',
    gives: 'date',
    template: '$addDays({in}, {days})',
    slots: { days: { kind: 'number', label: 'Days (with a minus: earlier)', initial: 3 } },
    pill: ({ days }) => `${argumentWords(days)} days later`,
  },
  {
    id: 'daysBetween',
    title: 'Days until another date',
    words: 'date difference between days since age',
    group,
    takes: 'date',
    gives: 'number',
    template: '$daysBetween({in}, {until})',
    slots: {
      until: { kind: 'operand', label: 'Until', initial: { kind: 'pick', ref: { from: 'run', path: ['now'] } } },
    },
    pill: () => 'days until',
  },
  {
    id: 'parseDate',
    title: 'Read it as a date',
    words: 'parse date convert',
    group,
    takes: 'text',
    gives: 'date',
    template: '$parseDate({in}, {format})',
    slots: { format: { kind: 'choice', label: 'Is written like', initial: 'dd.MM.yyyy', choices: FORMATS } },
    pill: () => 'as a date',
  },
]
