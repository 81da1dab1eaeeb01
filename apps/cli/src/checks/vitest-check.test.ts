import { expect, test } from 'vitest'
import { countTests } from './vitest-check.ts'

const ok = { ok: true, output: '' }
const broken = { ok: false, output: 'says why' }
const file = (status: string, ...assertions: string[]) => ({
  status,
  assertionResults: assertions.map((assertion) => ({ status: assertion })),
})

test('passed and failed tests are counted as they are', () => {
  const report = { numPassedTests: 5, numFailedTests: 1, testResults: [file('failed', 'failed', 'passed')] }
  expect(countTests(broken, report)).toEqual({ passed: 5, failed: 1, report: 'says why' })
})

test('a file that cannot be loaded is a failure though no test of it ran', () => {
  const report = { numPassedTests: 5, numFailedTests: 0, testResults: [file('failed')] }
  expect(countTests(broken, report).failed).toBe(1)
})

test('a failing run without a failing test, no report, and a run of no tests are each a failure', () => {
  const none = { numPassedTests: 0, numFailedTests: 0, testResults: [] }
  expect(countTests(broken, { ...none, numPassedTests: 3 }).failed).toBe(1)
  expect(countTests(broken, null).failed).toBe(1)
  expect(countTests(ok, none).failed).toBe(1)
})
