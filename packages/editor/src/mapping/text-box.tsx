'use client'

import { cn } from '@patchbay/ui/cn'
import { frameClass } from '@patchbay/ui/input'
import { lazy, Suspense } from 'react'
import type { TextEditorProps } from './text-editor/text-editor.tsx'
import { StillChip } from './value-chip.tsx'

/** The editor comes when the first text is shown; until then the text stands there as it is, in the same place. */
const TextEditorBox = lazy(async () => ({ default: (await import('./text-editor/text-editor.tsx')).TextEditorBox }))

export function TextBox(props: TextEditorProps) {
  return (
    <Suspense fallback={<StillText {...props} />}>
      <TextEditorBox {...props} />
    </Suspense>
  )
}

function StillText({ parts, sources, multiline, mayBeEmpty }: TextEditorProps) {
  return (
    <div className={cn(frameClass, 'px-0')}>
      <p
        className={cn(
          'min-h-[32px] w-full min-w-0 whitespace-pre-wrap break-words px-2.5 py-[5px] leading-6',
          multiline && 'min-h-20',
        )}
      >
        {parts.map((part, index) =>
          'text' in part ? (
            part.text
          ) : (
            <span key={index} className="mx-0.5 inline-flex max-w-full align-middle">
              <StillChip reference={part.ref} sources={sources} mayBeEmpty={mayBeEmpty(part)} />
            </span>
          ),
        )}
      </p>
    </div>
  )
}
