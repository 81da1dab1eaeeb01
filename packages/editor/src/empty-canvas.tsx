'use client'

import { Button } from '@patchbay/ui/button'
import { useMemo } from 'react'
import type { StepDraft } from './contract.ts'
import { useEditorScope } from './editor-scope.tsx'
import { choiceIcon } from './palette/choice-row.tsx'
import type { StepChoice } from './palette/step-choice.ts'
import { stepChoices } from './palette/step-choices.ts'

export type EmptyCanvasProps = {
  onChoose: (draft: StepDraft) => void
  /** Opens the whole list of starts; `at`: where, on the screen. */
  onElse: (at: { x: number; y: number }) => void
}

/** A flow without steps asks for its start. */
export function EmptyCanvas({ onChoose, onElse }: EmptyCanvasProps) {
  const { manifests, connections, workspace } = useEditorScope()
  const offered = useMemo(
    () => usualStarts(stepChoices(manifests, connections, workspace.timeZone).all),
    [manifests, connections, workspace.timeZone],
  )
  return (
    <section aria-labelledby="fc-empty-title" className="fc-empty">
      <svg width="92" height="44" viewBox="0 0 92 44" fill="none" aria-hidden="true" className="text-line-ui">
        <circle cx="12" cy="12" r="9.5" stroke="currentColor" strokeWidth="2" className="fill-surface" />
        <circle cx="12" cy="12" r="4" fill="currentColor" />
        <circle cx="80" cy="12" r="9.5" stroke="currentColor" strokeWidth="2" className="fill-surface" />
        <path d="M12 22c0 26 68 26 68 0" stroke="currentColor" strokeWidth="2" strokeDasharray="2 5" />
      </svg>
      <h2 id="fc-empty-title" className="m-0 font-semibold text-h2">
        What starts this flow?
      </h2>
      <div className="grid w-full gap-2">
        {offered.map((choice) => (
          <Button
            key={choice.key}
            variant="equal"
            size="lg"
            wide
            icon={choiceIcon(choice)}
            onClick={() => onChoose(choice.draft)}
            className="justify-start"
          >
            {choice.sentence}
          </Button>
        ))}
        <Button
          variant="quiet"
          size="lg"
          wide
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect()
            onElse({ x: box.x + box.width / 2, y: box.y + box.height / 2 })
          }}
        >
          Something else…
        </Button>
      </div>
    </section>
  )
}

/** Events of a connected app (a new order and a paid one before others), the clock, a web address. */
function usualStarts(all: readonly StepChoice[]): StepChoice[] {
  const events = all.filter(({ starts, connected, connector }) => starts && connected && connector !== null)
  const orders = events.filter(({ key }) => /\.order(Created|Paid)$/.test(key))
  const [event] = [...events.filter(({ key }) => /order/i.test(key)), ...events]
  const own = all.filter(({ key }) => key === 'start.schedule' || key === 'start.webhook')
  return [...(orders.length > 0 || event === undefined ? orders : [event]), ...own]
}
