'use client'

import { cn } from '@patchbay/ui/cn'
import { frameClass } from '@patchbay/ui/input'
import { lazy, Suspense } from 'react'
import type { ExpressionEditorProps } from './expression-editor/expression-editor.tsx'

const ExpressionEditor = lazy(async () => ({
  default: (await import('./expression-editor/expression-editor.tsx')).ExpressionEditor,
}))

/** The editor of formulas comes when the first one is shown; until then the formula stands there, in the same place. */
export function ExpressionBox(props: ExpressionEditorProps) {
  return (
    <Suspense
      fallback={
        <pre
          className={cn(
            frameClass,
            'min-h-8.5 whitespace-pre-wrap break-words py-[6px] font-mono text-small leading-5',
          )}
        >
          {props.source}
        </pre>
      }
    >
      <ExpressionEditor {...props} />
    </Suspense>
  )
}
