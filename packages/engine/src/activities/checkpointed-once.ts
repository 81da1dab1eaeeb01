import type { CallContext } from '@patchbay/connector-sdk'
import { loadOnceResults, storeOnceResult } from '@patchbay/core/runs/once-results'
import type { Json } from '@patchbay/flow/json'
import type { ActivityDependencies } from './dependencies.ts'

/** The writes inside one action, each stored under its step: what is stored is not done again. */
export function checkpointedOnce(
  deps: Pick<ActivityDependencies, 'db'>,
  of: Parameters<typeof storeOnceResult>[1],
): CallContext['once'] {
  let known: Promise<Map<string, Json>> | null = null
  return async (name, work) => {
    known ??= loadOnceResults(deps.db, of.place)
    const results = await known
    const stored = results.get(name)
    if (stored !== undefined) return stored
    const result = await work()
    await storeOnceResult(deps.db, of, { name, result: JSON.parse(JSON.stringify(result ?? null)) })
    return result
  }
}
