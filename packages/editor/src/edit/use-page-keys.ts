import { useEffect, useRef } from 'react'

/** Letters pressed while nothing has the focus are meant for the canvas, too; what the page wants for itself, it takes first. */
export function usePageKeys(onKey: (event: KeyboardEvent) => void) {
  const latest = useRef(onKey)
  useEffect(() => {
    latest.current = onKey
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isFree = event.target === document.body && !event.metaKey && !event.ctrlKey && !event.altKey
      if (isFree && !event.defaultPrevented) latest.current(event)
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}
