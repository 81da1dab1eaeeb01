import type { Step } from '@patchbay/flow/document'
import { OTHERWISE_PORT, OUT_PORT, TIMEOUT_PORT } from '@patchbay/flow/ports'
import { roughWords } from './inspector/durations.ts'

/** One of several ways a run can leave a step by. */
export type Way = { port: string; label: string }

/** The ways that part at a step, from left to right; null where it goes on by one jack. */
export function waysOf(step: Step): readonly Way[] | null {
  switch (step.kind) {
    case 'branch':
      return [
        ...step.cases.map(({ id, label }) => ({ port: id, label })),
        { port: OTHERWISE_PORT, label: step.otherwiseLabel },
      ]
    case 'event':
      return [
        { port: OUT_PORT, label: 'It comes' },
        { port: TIMEOUT_PORT, label: `After ${roughWords(step.timeoutMs)}` },
      ]
    case 'approval':
      return [
        { port: 'approved', label: 'Approved' },
        { port: 'refused', label: 'Refused' },
        { port: TIMEOUT_PORT, label: 'Nobody answered' },
      ]
    default:
      return null
  }
}

/** The words of the way that a cable takes; null where there is nothing to choose. */
export function wayLabel(step: Step | undefined, port: string): string | null {
  const ways = step === undefined ? null : waysOf(step)
  return ways?.find((way) => way.port === port)?.label ?? null
}
