export type Loop = { wake(): void; stop(): Promise<void> }

/**
 * Calls `work` again and again: at once after a wake-up or while it answers true (there was more), else every
 * `everyMs`. Never two at a time. A failure is reported and the next turn comes after the pause. Stopping waits for the turn
 * that is under way: a long one asks `mayGoOn` between its parts.
 */
export function startLoop(
  everyMs: number,
  work: (mayGoOn: () => boolean) => Promise<boolean>,
  onError: (error: unknown) => void,
): Loop {
  let stopped = false
  let woken = false
  let rest: (() => void) | null = null
  const turn = async () => {
    while (!stopped) {
      woken = false
      const more = await work(() => !stopped).catch((error: unknown) => {
        onError(error)
        return false
      })
      if (more || woken || stopped) continue
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs)
        rest = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      rest = null
    }
  }
  const running = turn()
  return {
    wake() {
      woken = true
      rest?.()
    },
    async stop() {
      stopped = true
      rest?.()
      await running
    },
  }
}
