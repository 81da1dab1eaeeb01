import { z } from 'zod'
import { SampleChoice } from '../samples/choice.ts'

const Draft = { flowId: z.uuid(), revision: z.int().positive(), sample: SampleChoice }
const Confirmed = { confirmLive: z.string().max(80).nullable().default(null) }

/** One step: with the account chosen for this test, and an input edited by the person. */
const OneStep = {
  ...Draft,
  stepId: z.string().min(1).max(60),
  connectionId: z.uuid().nullable().default(null),
  input: z.json().default(null),
}

export const StepRequest = z.object({ ...OneStep, ...Confirmed })
export const HereRequest = z.object({ ...Draft, ...Confirmed, stepId: z.string().min(1).max(60) })
export const FlowRequest = z.object({ ...Draft, ...Confirmed })

/** `scope` says what would be tried: one step, all up to it, or the whole draft. */
export const PreviewRequest = z.object({
  ...OneStep,
  scope: z.enum(['step', 'here', 'flow']).default('step'),
  stepId: z.string().min(1).max(60).nullable(),
})
