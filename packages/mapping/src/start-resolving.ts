import type { Json } from '@patchbay/flow/json'
import type { ExpressionRunner } from './expression/runner.ts'
import type { Resolving } from './resolve-mapping.ts'
import type { Scope } from './scope.ts'

/** The state of resolving one step's mappings. A loop's id names its current item and position, before its output. */
export function startResolving(
  scope: Scope,
  means: { runner: ExpressionRunner; decide: Resolving['decide'] },
): Resolving {
  const steps: Record<string, Json> = { ...scope.steps, ...scope.loops }
  const base = { steps, run: scope.run, workspace: scope.workspace }
  return { scope, base, ...means, field: '', label: '', required: false, warnings: [] }
}
