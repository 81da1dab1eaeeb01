import type { Problem } from '@patchbay/flow/problem'
import { expect, it } from 'vitest'
import { type MarkSources, marksOf, marksWords } from './node-marks.ts'

const none: Omit<MarkSources, 'problems'> = {
  ...{ editing: true, untested: new Set(), colleagues: [], diff: {}, refusals: null, aimedId: null },
}
const problem = (severity: Problem['severity'], message: string): Problem => ({
  ...{ code: 'x', severity, message, stepId: 'mail' },
})
const words = (...problems: Problem[]) => marksWords(marksOf({ ...none, problems })('mail'))

it('counts what stops publishing as the bar above does, and names what is worth a look beside it', () => {
  const mild = problem('warning', 'The name is used twice.')
  expect(words(mild, problem('error', 'To is empty.'), problem('error', 'From is empty.'))).toEqual([
    '2 problems to fix',
    '1 worth a look',
  ])
  expect(words(problem('error', 'To is empty.'))).toEqual(['1 problem to fix: To is empty.'])
  expect(words(mild)).toEqual(['worth a look: The name is used twice.'])
})
