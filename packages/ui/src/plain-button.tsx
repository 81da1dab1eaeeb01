'use client'

import type { ComponentProps } from 'react'
import { useEarly } from './use-early.tsx'

/** A button without a look of its own: a row, a tile, a word. Pressed before its page has come alive it says that it takes none. */
export function PlainButton(props: ComponentProps<'button'>) {
  return <button type="button" {...useEarly()} {...props} />
}
