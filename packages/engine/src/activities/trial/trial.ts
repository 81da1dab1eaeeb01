import type { TakenTest } from '@patchbay/core/tests/take-test-run'
import type { StepError } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import type { ControlNode, Plan } from '@patchbay/flow/plan'
import type { NodeRef, StepResult } from '@patchbay/scheduler/host'
import type { RunSession } from '../run-session.ts'

/** A test at work. Its session lives in memory only: a test begins once and is never taken up again. */
export type Trial = {
  test: TakenTest
  session: RunSession
  plan: Plan
  /** ISO instant, constant for the test. */
  now: string
  /** Ends with the time that the test has. */
  signal: AbortSignal
}

export type TrialStep = { ref: NodeRef; control: ControlNode }

/** What became of one step of a test. */
export type Tried = { result: StepResult; output: Json | null; error: StepError | null }
