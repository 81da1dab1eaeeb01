import type { StepTestLine, StepTestState } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import type { Problem } from '@patchbay/flow/problem'
import type { SampleChoice } from '../samples/keep-sample.ts'

/** What is to be tried: one step, all up to it, or the whole draft. */
export type TestRequest = {
  flowId: string
  /** The draft's, as the person saw it. */
  revision: number
  scope: 'step' | 'here' | 'flow'
  /** Null for the whole draft. */
  stepId: string | null
  sample: SampleChoice
  /** For one step: another connection than its own; null: its own, or its sandbox twin where its own is live. */
  connectionId: string | null
  /** For one step: edited by the person, in place of what the mappings give. */
  input: Json | null
}

/** What becomes real at live accounts, in words. `acknowledgement` comes back with the test when the person agrees. */
export type LiveWarning = { acknowledgement: string; title: string; lines: string[]; button: string }

export type TestAccount = { id: string; name: string; environment: 'live' | 'sandbox' }
export type TestError = { code: string; message: string; field?: string | undefined; status?: number | undefined }

export type TestPreview = {
  connection: TestAccount | null
  input: Json | null
  error: TestError | null
  notes: string[]
  /** What has to be mended first; nothing else is known then. */
  problems: Problem[]
  live: LiveWarning | null
}

/** One step in a test. */
export type StepTestView = {
  id: string
  testRunId: string
  stepId: string
  stepName: string
  iteration: string
  state: StepTestState
  port: string | null
  input: Json | null
  output: Json | null
  error: TestError | null
  notes: string[]
  log: StepTestLine[]
  environment: 'live' | 'sandbox' | 'none'
  connection: string | null
  sampleLabel: string
  tookMs: number | null
  at: Date
  by: string
  /** Of the step as it was tested (`stepFingerprint`): another one is another step by now. */
  fingerprint: string
}

/** A test of several steps, as far as it has got. */
export type TestRunView = {
  id: string
  kind: 'step' | 'here' | 'flow'
  stepId: string | null
  state: 'queued' | 'running' | 'succeeded' | 'failed'
  reason: string | null
  failedStepId: string | null
  sampleLabel: string
  environment: 'live' | 'sandbox' | 'none'
  at: Date
  tookMs: number | null
  by: string
  steps: StepTestView[]
}

/** The last test of a step, for its badge. */
export type StepTestSummary = {
  stepId: string
  at: Date
  ok: boolean
  tookMs: number | null
  /** Of the step as it was tested (`stepFingerprint`): another one is another step by now. */
  fingerprint: string
  environment: 'live' | 'sandbox' | 'none'
  error: string | null
}
