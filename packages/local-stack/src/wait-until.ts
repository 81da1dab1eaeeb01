export type WaitOptions = {
  /** What is awaited, for the error: "PostgreSQL on port 3005". */
  what: string
  timeoutMs: number
  intervalMs?: number
}

/** Polls `check` until it answers true. Rejects with the last error of `check` as cause when `timeoutMs` has passed. */
export async function waitUntil(check: () => Promise<boolean> | boolean, options: WaitOptions): Promise<void> {
  const deadline = Date.now() + options.timeoutMs
  let lastError: unknown
  while (true) {
    try {
      if (await check()) return
      lastError = undefined
    } catch (error) {
      lastError = error
    }
    if (Date.now() >= deadline) {
      throw new Error(`${options.what}: not so after ${options.timeoutMs} ms`, { cause: lastError })
    }
    await new Promise((resolve) => setTimeout(resolve, options.intervalMs ?? 25))
  }
}
