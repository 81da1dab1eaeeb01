import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { DeedName } from './clerk.ts'

const Answer = z.object({
  id: z.number(),
  broken: z.string().optional(),
  result: z
    .union([
      z.object({ ok: z.literal(true), value: z.unknown() }),
      z.object({ ok: z.literal(false), error: z.object({ code: z.string(), message: z.string() }) }),
    ])
    .optional(),
})

/** `died`: the one who was asked was killed at it, and nobody knows what became of it. */
export type Deed = { ok: true; value: unknown } | { ok: false; code: string; message: string } | 'died'

export type Clerk = { ask: (name: DeedName, input: object) => Promise<Deed>; close: () => Promise<void> }

const PROGRAM = fileURLToPath(new URL('clerk.ts', import.meta.url))
/** Where the web app would run: by that it is known to what kills it. */
const PLACE = fileURLToPath(new URL('../../../apps/web', import.meta.url))

/** Does for people what the web app does for them. Killed, another takes its place at the next thing that is asked. */
export function openClerk(env: Readonly<Record<string, string>>): Clerk {
  const asked = new Map<number, { resolve: (deed: Deed) => void; reject: (error: Error) => void }>()
  let last = 0
  let present: Promise<ChildProcess> | null = null

  const hire = async (): Promise<ChildProcess> => {
    const child = fork(PROGRAM, { cwd: PLACE, env: { ...env }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    child.on('message', (message) => {
      const answer = Answer.safeParse(message)
      if (!answer.success) return
      const waiting = asked.get(answer.data.id)
      asked.delete(answer.data.id)
      const { result, broken } = answer.data
      if (result === undefined) waiting?.reject(new Error(`The clerk was at a loss: ${broken ?? 'no answer'}`))
      else waiting?.resolve(result.ok ? result : { ok: false, ...result.error })
    })
    child.once('exit', () => {
      present = null
      for (const { resolve } of asked.values()) resolve('died')
      asked.clear()
    })
    await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => Promise.reject(new Error('The clerk did not come to work'))),
    ])
    return child
  }

  return {
    async ask(name, input) {
      present ??= hire()
      const child = await present
      const id = ++last
      return new Promise((resolve, reject) => {
        asked.set(id, { resolve, reject })
        if (!child.connected) resolve('died')
        else child.send({ id, name, input })
      })
    },
    async close() {
      const child = await present
      if (child?.connected) child.disconnect()
    },
  }
}
