import type { run, stepRun } from '@patchbay/db/schema'
import type { Json, JsonObject } from '@patchbay/flow/json'

/** What a person does about one step that stopped its run. `edit`: sends this instead; `skip`: goes on without it. */
export type StepAct =
  | { kind: 'retry' }
  | { kind: 'edit'; input: JsonObject }
  | { kind: 'supply'; output: Json }
  | { kind: 'skip' }

export type StepToAct = { runId: string; stepRunId: string | null; act: StepAct; note?: string | undefined }

/** An act and what it is done to. `held`: the run goes on under its epoch, and the step waits in it. */
export type ActOn = StepToAct & { run: typeof run.$inferSelect; step: typeof stepRun.$inferSelect; held: boolean }

/** Whether a write may have been applied outside with nobody knowing. */
export const isUnresolved = (step: Pick<ActOn['step'], 'effect' | 'sentAt'>): boolean =>
  step.effect !== 'read' && step.effect !== 'pure' && step.sentAt !== null
