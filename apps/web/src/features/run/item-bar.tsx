'use client'

import { IconButton } from '@patchbay/ui/icon-button'
import { ChevronLeft, ChevronRight, List } from 'lucide-react'
import type { RunDetail, Step } from '../../trpc/types.ts'
import { itemName } from './item-name.ts'
import { iterationOf, passesAround, passWord } from './run-steps.ts'

export type ItemBarProps = {
  run: RunDetail
  step: Step
  iteration: string
  onIteration: (iteration: string) => void
  onSelect: (stepId: string) => void
}

const icon = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const

/** Which item of the loops around a step is shown: one further, one back, or from the list. */
export function ItemBar({ run, step, iteration, onIteration, onSelect }: ItemBarProps) {
  const place = iterationOf(iteration)
  return (
    <div className="flex flex-col gap-1 px-4 pb-3">
      {passesAround(run, step.id).map((container, depth) => {
        const at = place[depth] ?? 0
        const total = totalOf(run, container, depth)
        const word = passWord(container)
        const name = itemName(run, container, iteration)
        const go = (position: number) =>
          onIteration(place.map((old, index) => (index === depth ? position : old)).join('.'))
        return (
          <div
            key={container.id}
            className="flex items-center gap-1 rounded-2 border border-line bg-surface-2 px-1 py-0.5"
          >
            <IconButton
              size="sm"
              label={`${word} before`}
              icon={<ChevronLeft {...icon} />}
              disabled={at === 0}
              onClick={() => go(at - 1)}
            />
            <IconButton
              size="sm"
              label={`${word} after`}
              icon={<ChevronRight {...icon} />}
              disabled={total !== null && at + 1 >= total}
              onClick={() => go(at + 1)}
            />
            <span className="min-w-0 flex-1 truncate px-1 tabular-nums">
              <b>
                {word} {(at + 1).toLocaleString('en-GB')}
              </b>
              {total === null ? null : <span className="text-ink-3"> of {total.toLocaleString('en-GB')}</span>}
              {name === null ? null : <span> · {name}</span>}
            </span>
            <IconButton
              size="sm"
              label={`All of “${container.name}”`}
              icon={<List {...icon} />}
              onClick={() => onSelect(container.id)}
            />
          </div>
        )
      })}
    </div>
  )
}

/** Inside another loop each of its items has as many as it has: nobody knows of one how many. */
function totalOf(run: RunDetail, container: Step, depth: number): number | null {
  if (depth > 0) return null
  const items = run.items.find(({ stepId }) => stepId === container.id)
  return items?.total ?? null
}
