import { type RefObject, useEffect, useRef, useState } from 'react'
import type { AddTarget } from '../contract.ts'
import type { ScreenPoint } from './edit-commands.tsx'

type Parts = {
  frame: RefObject<HTMLDivElement | null>
  onAsk?: (where: AddTarget, at: ScreenPoint) => void
}

export type Ask = (target: AddTarget, at: ScreenPoint | null, stepId?: string | null) => void

/** The list of steps where one is wanted; asked for by keys, it opens under its step. */
export function useAsking({ frame, onAsk }: Parts) {
  const [asked, setAsked] = useState<{ target: AddTarget; at: ScreenPoint } | null>(null)
  const ask: Ask = (target, wished, stepId = null) => {
    const at = wished ?? below(frame.current, stepId ?? ('stepId' in target ? target.stepId : null))
    if (onAsk === undefined) setAsked({ target, at })
    else onAsk(target, at)
  }
  const latest = useRef(ask)
  useEffect(() => {
    latest.current = ask
  })
  return { asked, ask, latest, close: () => setAsked(null) }
}

function below(frame: HTMLElement | null, stepId: string | null): ScreenPoint {
  const node = stepId === null ? null : frame?.querySelector(`[data-step="${CSS.escape(stepId)}"]`)
  const box = (node ?? frame)?.getBoundingClientRect() ?? new DOMRect()
  return { x: box.x + box.width / 2, y: node == null ? box.y + box.height / 3 : box.bottom }
}
