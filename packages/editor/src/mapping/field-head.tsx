'use client'

import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import { IconButton } from '@patchbay/ui/icon-button'
import { CircleX } from 'lucide-react'
import { ModeMenu } from './mode-menu.tsx'
import type { Mode } from './modes.ts'

/** A field's label, whether it must have a value, and how it gets it. */
export function FieldHead({
  id,
  field,
  mode,
  takesText,
  requiredWords,
  missing,
  mayEdit,
  onOpen,
  onMode,
}: {
  id: string
  field: FieldSpec
  mode: Mode
  takesText: boolean
  requiredWords: string | undefined
  /** Why it is wrong that nothing is in it; said in the label's line, so that nothing below moves when it goes away. */
  missing: string | null
  mayEdit: boolean
  onOpen: () => void
  onMode: (mode: Mode) => void
}) {
  // A secret is typed into the vault's form and never comes from a step.
  const isSecret = field.type === 'secret'
  return (
    <div className="flex min-h-6 items-center gap-1.5">
      <label id={`${id}-label`} htmlFor={`${id}-control`} className="font-medium">
        {field.label}
      </label>
      {missing !== null ? (
        <span
          id={`${id}-problem`}
          title={missing}
          className="inline-flex items-center gap-1 font-medium text-bad text-meta"
        >
          <CircleX size={12} strokeWidth={1.75} className="flex-none" aria-hidden="true" />
          <span aria-hidden="true">{requiredWords ?? 'required'}</span>
          <span className="sr-only">{missing}</span>
        </span>
      ) : field.required ? (
        <span className="font-medium text-ink-3 text-meta">{requiredWords ?? 'required'}</span>
      ) : null}
      <span className="ml-auto flex flex-none items-center">
        {mode === 'fixed' && mayEdit && !isSecret ? (
          <IconButton
            label={`Use a value from an earlier step for ${field.label}`}
            keys="M"
            size="sm"
            className="size-6"
            icon={<span aria-hidden="true" className="size-2.5 rounded-full border-2 border-ink-3" />}
            onClick={onOpen}
          />
        ) : null}
        {isSecret ? null : (
          <ModeMenu field={field} mode={mode} takesText={takesText} disabled={!mayEdit} onMode={onMode} />
        )}
      </span>
    </div>
  )
}
