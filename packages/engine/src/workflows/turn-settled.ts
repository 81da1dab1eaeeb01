import { CancellationScope, condition } from '@temporalio/workflow'

/**
 * Resolves once everything has been followed to its end that this turn of the workflow brought: the engine looks at
 * conditions only when the promise queue has run dry. A cancelled workflow goes on walking what it has been given, so
 * this must not be cancelled with it.
 */
export function turnSettled(): Promise<void> {
  let isFirstLook = true
  return CancellationScope.nonCancellable(() =>
    condition(() => {
      const isDry = !isFirstLook
      isFirstLook = false
      return isDry
    }),
  )
}
