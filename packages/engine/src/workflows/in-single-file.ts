/** Far more turns of the promise queue than what follows from one result takes: the walk, its calls, their gathering. */
const TURNS = 50

/**
 * Hands results on one after the other, each with all that follows from it before the next, and after whatever else the
 * same turn brought. What local activities gave comes one by one while a workflow runs, and together when it is replayed:
 * a walk that answers together what comes in together would go another way then.
 */
export function inSingleFile(): <T>(promise: Promise<T>) => Promise<T> {
  const line: (() => void)[] = []
  let isMoving = false
  const move = async () => {
    isMoving = true
    while (line.length > 0) {
      for (let turn = 0; turn < TURNS; turn++) await undefined
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
