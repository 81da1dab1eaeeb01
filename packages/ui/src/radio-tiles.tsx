'use client'

import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'
import { useEarly } from './use-early.tsx'

export type RadioTile<V extends string> = {
  value: V
  label: ReactNode
  help?: ReactNode
  icon?: ReactNode
  disabled?: boolean
}

export type RadioTilesProps<V extends string> = {
  value: V | null
  onValueChange: (value: V) => void
  tiles: readonly RadioTile<V>[]
  /** What is being chosen. */
  label: string
  /** `plain` are rows without a border. */
  look?: 'tiles' | 'plain'
  columns?: 1 | 2 | 3
  name?: string
  disabled?: boolean
  className?: string
}

/** A choice of a few, each with a sentence. The chosen one is ink, never signal. */
export function RadioTiles<V extends string>(props: RadioTilesProps<V>) {
  const { value, onValueChange, tiles, label, look = 'tiles', columns = 1, name, disabled, className } = props
  const early = useEarly()
  return (
    <RadioGroup<V>
      aria-label={label}
      name={name}
      value={value ?? undefined}
      onValueChange={(next) => onValueChange(next)}
      disabled={disabled}
      {...early}
      className={cn('grid gap-2', columns === 2 && 'md:grid-cols-2', columns === 3 && 'md:grid-cols-3', className)}
    >
      {tiles.map((tile) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: the control is the Base UI radio inside
        <label
          key={tile.value}
          className={cn(
            'flex cursor-pointer items-start gap-2.5 text-ink-2 has-[[data-disabled]]:cursor-default has-[[data-checked]]:text-ink',
            look === 'tiles' &&
              'rounded-3 border border-line-2 bg-surface px-3 py-2.5 has-[[data-checked]]:border-ink-2 has-[[data-checked]]:ring-1 has-[[data-checked]]:ring-ink-2 max-md:min-h-11',
          )}
        >
          <Radio.Root
            value={tile.value}
            disabled={tile.disabled}
            className="relative mt-[3px] size-3.5 flex-none rounded-full border-[1.5px] border-line-ui bg-surface after:absolute after:-inset-1.5 data-checked:border-[4.5px] data-checked:border-primary data-disabled:opacity-50"
          />
          {tile.icon}
          <span className="min-w-0">
            <span className="block font-medium">{tile.label}</span>
            {tile.help === undefined ? null : <span className="block text-ink-3 text-small">{tile.help}</span>}
          </span>
        </label>
      ))}
    </RadioGroup>
  )
}
