import * as z from 'zod/mini'

const Problem = z.object({
  message: z.optional(z.string()),
  error: z.optional(z.object({ message: z.string() })),
})

export type SandboxCall = { method?: 'GET' | 'POST' | 'PUT' | 'DELETE'; body?: unknown }

/** Asks this workspace's pretend world. Throws a `SandboxRefusal` with a sentence for the page. */
export async function callSandbox<T>(path: string, shape: z.ZodMiniType<T>, call: SandboxCall = {}): Promise<T> {
  const response = await fetch(`/api/sandbox/${path}`, {
    method: call.method ?? 'GET',
    ...(call.body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(call.body) }),
  })
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok) return shape.parse(answer)
  const problem = Problem.safeParse(answer)
  const words = problem.success ? (problem.data.message ?? problem.data.error?.message) : undefined
  const message = words ?? 'The sandbox does not answer. Nothing was changed. Try again in a moment.'
  throw new SandboxRefusal(response.status, message)
}

export class SandboxRefusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'SandboxRefusal'
    this.status = status
  }

  /** Asked again, it says the same: not allowed, not there. */
  get isFinal(): boolean {
    return this.status >= 400 && this.status < 500 && this.status !== 429
  }
}

/** For answers whose content nobody needs. */
export const Anything = z.unknown()
