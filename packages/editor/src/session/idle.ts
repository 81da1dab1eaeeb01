/** Whoever waits until there is nothing more to do, and is told whether everything is saved then. */
export function createIdle() {
  let waiting: ((saved: boolean) => void)[] = []
  return {
    wait: () => new Promise<boolean>((tell) => waiting.push(tell)),
    tell(saved: boolean): void {
      const told = waiting
      waiting = []
      for (const tell of told) tell(saved)
    },
  }
}
