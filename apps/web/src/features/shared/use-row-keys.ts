'use client'

import { isTyping } from '@patchbay/ui/search-input'
import { type RefObject, useEffect } from 'react'

/** J and K go down and up the links marked `data-row`; Enter is the link's own. */
export function useRowKeys(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const step = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0
      if (step === 0 || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return
      const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])].filter(
        (row) => row.offsetParent !== null,
      )
      const at = rows.findIndex((row) => row.isSameNode(document.activeElement))
      const next = rows[at === -1 ? (step === 1 ? 0 : rows.length - 1) : at + step]
      if (next === undefined) return
      event.preventDefault()
      next.focus()
      next.scrollIntoView({ block: 'nearest' })
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [list])
}
