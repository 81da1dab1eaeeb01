import type { Json } from '@patchbay/flow/json'
import type { Problem } from '@patchbay/flow/problem'
import type { EditorSample } from '../contract.ts'

/** An event to try with, as the picker shows it. `saved`: kept by a person; `example`: made up from the trigger's shape. */
export type TestSample = EditorSample & {
  kind: 'run' | 'delivery' | 'saved' | 'example'
  /** Beside the label: "Ilka Varro", "from another flow", "made up". */
  hint: string | null
  /** Too big to be shown whole; tests use all of it. */
  trimmed: boolean
}

/** What a test is done with: a sample of the list, or one filled in or pasted just now. */
export type SampleChoice = { sampleId: string } | { item: Json; label: string }

export type TestRequest = {
  stepId: string
  sample: SampleChoice
  /** Another connection than the step's own; null: its own, or its sandbox twin where its own is live. */
  connectionId: string | null
  /** Edited by the person, in place of what the mappings give. */
  input: Json | null
}

/** What becomes real at a live account, in words. `acknowledgement` is sent back with the test when the person agrees. */
export type LiveWarning = {
  acknowledgement: string
  title: string
  /** One sentence each. */
  lines: readonly string[]
  /** "Buy one real label" */
  button: string
}

export type TestAccount = { id: string; name: string; environment: 'live' | 'sandbox' }

export type TestPreview = {
  /** The connection the test would use; null where the step needs none. */
  connection: TestAccount | null
  /** What would be sent; null while it cannot be built. */
  input: Json | null
  error: TestError | null
  /** "Phone is empty, so it is left out." */
  notes: readonly string[]
  /** What has to be mended in the step first; nothing else is known then. */
  problems: readonly Problem[]
  live: LiveWarning | null
}

export type TestError = { code: string; message: string; field?: string | undefined; status?: number | undefined }
export type TestLine = { at: string; level: 'debug' | 'info' | 'warn' | 'error'; message: string; data: Json }

/** One step in a test. Times in milliseconds. */
export type StepTestView = {
  id: string
  stepId: string
  stepName: string
  iteration: string
  state: 'running' | 'succeeded' | 'failed' | 'skipped'
  /** The jack it left through. */
  port: string | null
  input: Json | null
  output: Json | null
  error: TestError | null
  notes: readonly string[]
  log: readonly TestLine[]
  environment: 'live' | 'sandbox' | 'none'
  connection: string | null
  sampleLabel: string
  tookMs: number | null
  at: Date
  by: string
  /** Of the step as it was tested, for `isAsTested`. */
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
  steps: readonly StepTestView[]
}

/** Refused: what is asked first, or what went wrong, in words. */
export type TestAnswer<T> = { ok: true; value: T } | { ok: false; message: string; live?: LiveWarning | undefined }

/** What the Test tab asks of the page around it. */
export type TestHost = {
  /** What a test would send, and what it would make real. Called when the step, the sample or the account changes. */
  preview(request: TestRequest): Promise<TestAnswer<TestPreview>>
  step(request: TestRequest & { confirmLive: string | null }): Promise<TestAnswer<StepTestView>>
  /** From the trigger to this step; `onProgress` is called as steps come in, and with the end. */
  toHere(
    request: Pick<TestRequest, 'stepId' | 'sample'> & { confirmLive: string | null },
    onProgress: (run: TestRunView) => void,
  ): Promise<TestAnswer<TestRunView>>
  /** Keeps a recent event (`sampleId`), or an item, under a name. */
  keepSample(sample: {
    name: string
    from: SampleChoice
    outputs?: Readonly<Record<string, Json>>
  }): Promise<TestAnswer<null>>
  renameSample(sampleId: string, name: string): Promise<TestAnswer<null>>
  removeSample(sampleId: string): Promise<TestAnswer<null>>
  /** Waits up to a minute for the trigger's next event; null when none came. Left out where nothing can come. */
  listen?: (() => Promise<TestSample | null>) | undefined
}
