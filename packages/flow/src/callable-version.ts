import type { SubflowStep } from './document.ts'
import { type Callable, calledFlow, type ValidateOptions } from './validate/validation.ts'

/** What the flow that a sub-flow step runs takes and gives, in the version that it runs; null when that is not known. */
export function callableVersion(
  flows: ValidateOptions['flows'],
  { flowId, versionId }: Pick<SubflowStep, 'flowId' | 'versionId'>,
): Callable | null {
  const called = calledFlow(flows, flowId)
  if (versionId === null) return called?.callable ?? null
  return called?.versions?.find(({ id }) => id === versionId)?.callable ?? null
}
