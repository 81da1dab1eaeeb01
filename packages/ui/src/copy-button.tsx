'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconButton } from './icon-button.tsx'

export type CopyButtonProps = { text: string | (() => string); label: string; size?: 'sm' | 'md'; className?: string }

/** Copies and says so in place; where the browser refuses, it says that. */
export function CopyButton({ text, label, size = 'sm', className }: CopyButtonProps) {
  const [done, setDone] = useState<'yes' | 'no' | null>(null)
  useEffect(() => {
    if (done === null) return
    const timer = setTimeout(() => setDone(null), 2000)
    return () => clearTimeout(timer)
  }, [done])
  const copy = () =>
    navigator.clipboard.writeText(typeof text === 'string' ? text : text()).then(
      () => setDone('yes'),
      () => setDone('no'),
    )
  return (
    <IconButton
      label={done === 'yes' ? 'Copied' : done === 'no' ? 'The browser refused to copy' : label}
      size={size}
      onClick={copy}
      className={className}
      icon={done === 'yes' ? <Check size={15} strokeWidth={1.75} /> : <Copy size={15} strokeWidth={1.75} />}
    />
  )
}
