import { expect, it } from 'vitest'
import { watchDeadline } from './watch-deadline.ts'

const standStill = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

it.each([60, 210, 240, 400])('does not blame a thread for %i ms in which the whole process stood still', async (ms) => {
  let usedMs = 1
  let endedAt: number | null = null
  const began = performance.now()
  const done = new Promise<void>((resolve) => {
    watchDeadline({
      wallMs: 50,
      usedMs: async () => usedMs,
      onOvertime: () => {
        endedAt = performance.now() - began
        resolve()
      },
    })
  })
  standStill(ms)
  // Between one turn of the event loop and the next everything is called that was due meanwhile.
  for (let turn = 0; turn < 2; turn++) await new Promise(setImmediate)
  expect(endedAt).toBeNull()
  // A thread that goes on for ever is ended all the same, though it hardly gets the processor.
  usedMs = 2
  await done
  expect(endedAt).toBeGreaterThanOrEqual(ms + 150)
})
