/** How many times its budget a call may take whose thread was kept from the processor. */
const STARVED_FACTOR = 4
const SLICES = 5

/**
 * Calls `onOvertime` once, unless stopped before, when the time is up. A thread that others kept from the processor is not
 * at fault: where `usedMs` tells what it has used since the start, it gets the time it has not had.
 */
export function watchDeadline(settings: {
  wallMs: number
  usedMs: (() => Promise<number>) | null
  onOvertime: () => void
}): { stop: () => void } {
  const { wallMs, usedMs } = settings
  let over = false
  const timers: ReturnType<typeof setTimeout>[] = []
  const stop = () => {
    over = true
    for (const timer of timers) clearTimeout(timer)
  }
  const end = () => {
    if (over) return
    stop()
    settings.onOvertime()
  }
  const check = async () => {
    const used = usedMs ? await usedMs() : wallMs
    if (over) return
    if (used >= wallMs) end()
    else timers.push(setTimeout(check, Math.max(10, wallMs - used)))
  }
  const sliceMs = wallMs / SLICES
  // Looked at in slices. One that is over late tells that this process stood still itself, and the thread with it.
  const watchLongest = (leftMs: number) => {
    const began = performance.now()
    const look = () => {
      const left = leftMs - Math.min(performance.now() - began, 2 * sliceMs)
      if (left <= 0) end()
      else if (!over) watchLongest(left)
    }
    timers.push(setTimeout(look, sliceMs))
  }
  timers.push(setTimeout(check, wallMs))
  if (usedMs) watchLongest(wallMs * STARVED_FACTOR)
  return { stop }
}
