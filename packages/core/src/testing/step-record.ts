import type { StepRecord } from '../runs/record-step.ts'

/** What a step that succeeded leaves, where a test says nothing else. */
export const stepRecord = (of: Pick<StepRecord, 'place' | 'kind'> & Partial<StepRecord>): StepRecord => ({
  state: 'succeeded',
  port: 'out',
  count: null,
  input: null,
  output: null,
  notes: null,
  error: null,
  waitUntil: null,
  startedAt: new Date(),
  ...of,
})
