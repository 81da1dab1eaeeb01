import type { NodeRef, Settled, StepResult } from '@patchbay/scheduler/host'

type Request = { ready: NodeRef[]; settled: Settled[] }
type Results = { ref: NodeRef; result: StepResult }[]
type Waiting = { request: Request; resolve: (results: Results) => void; reject: (reason: unknown) => void }

/** Each is a transaction or two at a time, and all of them end with the slowest. */
const MAX_TOGETHER = 20

/**
 * Segments that the scheduler asks for in the same turn (items of a loop) become one local activity, and so one event of
 * the history and one look at the run.
 */
export function gatherSegments(ask: {
  one: (request: Request) => Promise<Results>
  several: (requests: Request[]) => Promise<Results[]>
}): (request: Request) => Promise<Results> {
  let waiting: Waiting[] = []
  const leave = () => {
    const all = waiting
    waiting = []
    for (let from = 0; from < all.length; from += MAX_TOGETHER) void send(ask, all.slice(from, from + MAX_TOGETHER))
  }
  return (request) =>
    new Promise((resolve, reject) => {
      waiting.push({ request, resolve, reject })
      // The scheduler makes all calls of a turn before anything else may run.
      if (waiting.length === 1) void Promise.resolve().then(leave)
    })
}

async function send(ask: Parameters<typeof gatherSegments>[0], group: Waiting[]): Promise<void> {
  const [first, ...more] = group
  if (first === undefined) return
  try {
    if (more.length === 0) {
      first.resolve(await ask.one(first.request))
      return
    }
    const answers = await ask.several(group.map(({ request }) => request))
    group.forEach(({ resolve }, index) => {
      resolve(answers[index] ?? [])
    })
  } catch (error) {
    for (const { reject } of group) reject(error)
  }
}
