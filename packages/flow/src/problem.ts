/** One thing wrong with a document, pointing at what a person can go to and mend. */
export type Problem = {
  code: string
  /** `error` stops publishing, `warning` does not. */
  severity: 'error' | 'warning'
  /** What is wrong, and how to mend it, in one or two plain sentences. */
  message: string
  stepId?: string
  /** Field of the step, dotted: `input.amount`, `cases.0.condition`. */
  field?: string
  /** The cable it is about; `stepId` is then the step the cable leaves. */
  edgeId?: string
}
