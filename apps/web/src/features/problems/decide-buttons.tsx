'use client'

import { Button } from '@patchbay/ui/button'
import { Anchor, Check, RotateCw } from 'lucide-react'
import { type Decided, wordsOf } from './decide-words.ts'
import { useAskDecision } from './decision-dialogs.tsx'

const icon = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const

/** Two equal answers: neither is the main button, because only the person can know. */
export function DecideButtons({ decision, stacked = false }: { decision: Decided; stacked?: boolean }) {
  const ask = useAskDecision()
  const words = wordsOf(decision)
  return (
    <>
      <Button
        variant="equal"
        wide={stacked}
        icon={<Check {...icon} />}
        onClick={() => ask({ decision, about: 'done' })}
      >
        {words.done}
      </Button>
      <Button
        variant="equal"
        wide={stacked}
        icon={decision.byHand ? <Anchor {...icon} /> : <RotateCw {...icon} />}
        onClick={() => ask({ decision, about: 'again' })}
      >
        {words.again}
      </Button>
    </>
  )
}
