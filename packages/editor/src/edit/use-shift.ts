import { useEffect, useState } from 'react'

/** While Shift is held, a drag on the empty canvas chooses what it frames. */
export function useShift(): boolean {
  const [held, setHeld] = useState(false)
  useEffect(() => {
    const listen = (event: KeyboardEvent) => setHeld(event.shiftKey)
    const forget = () => setHeld(false)
    window.addEventListener('keydown', listen)
    window.addEventListener('keyup', listen)
    window.addEventListener('blur', forget)
    return () => {
      window.removeEventListener('keydown', listen)
      window.removeEventListener('keyup', listen)
      window.removeEventListener('blur', forget)
    }
  }, [])
  return held
}
