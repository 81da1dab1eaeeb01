import type { StepPolicy } from '@patchbay/flow/document'

export type Wait = {
  ms: number
  /** How long it is drawn beside the others: longer when it is longer, but not to scale. */
  weight: number
  /** As long as the vendor said. */
  told: boolean
}

/** A row of tries. `gap`: so many tries in between are not drawn. */
export type TriesLine = { tries: { number: number; startMs: number }[]; waits: (Wait & { gap: number })[] }

/** More jacks than this do not fit into the panel. */
const MAX_DRAWN = 7

/**
 * When each try starts if all fail at once, and the waits between them. `toldMs`: the first answer says how long to wait,
 * and that is what is waited where it is longer than planned.
 */
export function triesLine(
  policy: Pick<StepPolicy, 'maxAttempts' | 'initialDelayMs' | 'backoff' | 'maxDelayMs'>,
  toldMs = 0,
): TriesLine {
  const many = Math.max(1, Math.min(100, Math.floor(policy.maxAttempts) || 1))
  const planned = Array.from({ length: many - 1 }, (_, index) =>
    Math.min(policy.maxDelayMs, policy.initialDelayMs * policy.backoff ** index),
  )
  const waits = planned.map((ms, index) => {
    const told = index === 0 && toldMs > ms
    return { ms: told ? toldMs : ms, told }
  })
  let at = 0
  const tries = [{ number: 1, startMs: 0 }]
  for (const [index, { ms }] of waits.entries()) {
    at += ms
    tries.push({ number: index + 2, startMs: at })
  }
  const shortest = Math.max(1, Math.min(...waits.map(({ ms }) => ms)))
  return shortened(
    tries,
    waits.map((wait) => ({ ...wait, weight: weightOf(wait.ms / shortest) })),
  )
}

function weightOf(times: number): number {
  return Math.round((1 + Math.log2(Math.max(1, times)) * 0.1) * 100) / 100
}

/** The first tries and the last; between them one wait that stands for the rest. */
function shortened(tries: TriesLine['tries'], waits: Wait[]): TriesLine {
  const drawn = waits.map((wait) => ({ ...wait, gap: 0 }))
  if (tries.length <= MAX_DRAWN) return { tries, waits: drawn }
  const left = MAX_DRAWN - 2
  const last = tries.at(-1)
  const rest = waits.at(-1)
  if (last === undefined || rest === undefined) return { tries, waits: drawn }
  return {
    tries: [...tries.slice(0, left), last],
    waits: [...drawn.slice(0, left - 1), { ...rest, weight: 2, gap: tries.length - 1 - left }],
  }
}
