'use client'

import { Button } from '@patchbay/ui/button'
import { Check, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Verdict } from './use-answer.ts'

export type AnswerButtonsProps = {
  onAnswer: (verdict: Verdict) => void
  /** Which one is being sent. */
  sending: Verdict | null
  /** The one that is at hand: the link said so. */
  ready?: Verdict | null
  className?: string
}

/** Two equals: neither is filled. On a phone they are tall and at the thumb. */
export function AnswerButtons({ onAnswer, sending, ready = null, className = '' }: AnswerButtonsProps) {
  const approve = useRef<HTMLButtonElement>(null)
  const refuse = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const wanted = ready === 'approved' ? approve : ready === 'refused' ? refuse : null
    wanted?.current?.focus({ preventScroll: true })
  }, [ready])
  const shared = { variant: 'equal', size: 'lg' } as const
  return (
    <div className={`flex gap-4 ${className}`}>
      <Button
        {...shared}
        ref={approve}
        className="h-11.5 min-w-0 flex-1 max-md:h-12"
        icon={<Check size={18} strokeWidth={1.75} aria-hidden="true" />}
        loading={sending === 'approved'}
        disabled={sending === 'refused'}
        onClick={() => onAnswer('approved')}
      >
        Approve
      </Button>
      <Button
        {...shared}
        ref={refuse}
        className="h-11.5 min-w-0 flex-1 max-md:h-12"
        icon={<X size={18} strokeWidth={1.75} aria-hidden="true" />}
        loading={sending === 'refused'}
        disabled={sending === 'approved'}
        onClick={() => onAnswer('refused')}
      >
        Refuse
      </Button>
    </div>
  )
}
