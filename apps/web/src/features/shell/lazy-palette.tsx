'use client'

import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'

const CommandPalette = dynamic(() => import('./command-palette.tsx').then((module) => module.CommandPalette), {
  ssr: false,
})

export type LazyPaletteProps = { open: boolean; onOpenChange: (open: boolean) => void }

/** The command menu is a tenth of the frame's script: it comes when it is first asked for, and then listens itself. */
export function LazyPalette({ open, onOpenChange }: LazyPaletteProps) {
  const [asked, setAsked] = useState(false)
  if (open && !asked) setAsked(true)
  useEffect(() => (asked ? undefined : onCommandKey(() => onOpenChange(true))), [asked, onOpenChange])
  return asked ? <CommandPalette open={open} onOpenChange={onOpenChange} /> : null
}

function onCommandKey(open: () => void): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return
    event.preventDefault()
    open()
  }
  document.addEventListener('keydown', listen)
  return () => document.removeEventListener('keydown', listen)
}
