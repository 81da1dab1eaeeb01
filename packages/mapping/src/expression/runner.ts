import type { Json } from '@patchbay/flow/json'
import type { RunConstants, WorkspaceConstants } from '../scope.ts'

/**
 * What one expression may cost. `wallMs` is its time in the thread, starting the thread not counted; where the platform
 * can tell (Node), a thread that was kept from the processor is given up to four times as long.
 */
export type ExpressionBudget = { wallMs: number; resultBytes: number; memoryMb: number }

export const DEFAULT_BUDGET: ExpressionBudget = { wallMs: 250, resultBytes: 1_000_000, memoryMb: 64 }

/** What every expression of a step sees; threads keep the last one they were given, by identity. */
export type ExpressionBase = { steps: Record<string, Json>; run: RunConstants; workspace: WorkspaceConstants }

export type ExpressionCall = { source: string; base: ExpressionBase; item?: Json }

export type ExpressionResult =
  | { ok: true; found: true; value: Json }
  | { ok: true; found: false }
  | { ok: false; code: 'expression_failed' | 'expression_budget'; message: string }

/** Never rejects: whatever becomes of the thread is a result. */
export interface ExpressionRunner {
  run(call: ExpressionCall): Promise<ExpressionResult>
}
