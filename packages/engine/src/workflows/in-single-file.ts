/**
 * Hands results on one after the other, each with all that follows from it before the next, and after whatever else the
 * same turn brought. What local activities gave comes one by one while a workflow runs, and together when it is replayed:
 * a walk that answers together what comes in together would go another way then. `settled` resolves once everything that
 * has come in has been followed to its end.
 */
export function inSingleFile(settled: () => Promise<void>): <T>(promise: Promise<T>) => Promise<T> {
  const line: (() => void)[] = []
  let isMoving = false
  const move = async () => {
    isMoving = true
    while (line.length > 0) {
      await settled()
      line.shift()?.()
    }
    isMoving = false
  }
  const queue = (handOn: () => void) => {
    line.push(handOn)
    if (!isMoving) void move()
  }
  return (promise) =>
    new Promise((resolve, reject) => {
      promise.then(
        (value) => queue(() => resolve(value)),
        (reason) => queue(() => reject(reason)),
      )
    })
}
