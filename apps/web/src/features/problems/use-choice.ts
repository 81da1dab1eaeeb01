'use client'

import { useState } from 'react'
import type { ReasonDetail } from '../../trpc/types.ts'

export type Choice = {
  /** Runs that are chosen, those not shown among them. */
  count: number
  all: boolean | 'some'
  has: (problemId: string) => boolean
  toggle: (problemId: string) => void
  toggleAll: () => void
  /** The newest that is chosen. */
  first: string | null
  /** What a bulk job is told. */
  target: { kind: 'problems'; cause: string; only?: string[]; except?: string[] }
}

/** All runs of a reason, but for those that a person leaves out. */
export function useChoice({ reason, runs }: ReasonDetail): Choice {
  const [none, setNone] = useState(false)
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set())
  const has = (problemId: string) => turned.has(problemId) === none
  const shown = runs.filter(({ problemId }) => turned.has(problemId))
  const count = none ? shown.length : Math.max(0, reason.runs - shown.length)
  return {
    count,
    all: count === 0 ? false : count >= reason.runs ? true : 'some',
    has,
    toggle: (problemId) =>
      setTurned((was) => {
        const next = new Set(was)
        if (!next.delete(problemId)) next.add(problemId)
        return next
      }),
    toggleAll: () => {
      setNone(count > 0)
      setTurned(new Set())
    },
    first: runs.find(({ problemId }) => has(problemId))?.problemId ?? null,
    target: none
      ? { kind: 'problems', cause: reason.cause, only: [...turned] }
      : { kind: 'problems', cause: reason.cause, except: [...turned] },
  }
}
