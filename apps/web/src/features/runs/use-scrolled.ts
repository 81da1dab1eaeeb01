'use client'

import { type RefObject, useEffect, useState } from 'react'

const NEAR_TOP_PX = 80

/** The nearest scrolling ancestor of `inside`: has the person left its top? And the way back. */
export function useScrolled(inside: RefObject<HTMLElement | null>): { scrolled: boolean; toTop: () => void } {
  const [scrolled, setScrolled] = useState(false)
  useEffect(() => {
    const scroller = scrollerOf(inside.current)
    if (scroller === null) return
    const look = () => setScrolled(scroller.scrollTop > NEAR_TOP_PX)
    scroller.addEventListener('scroll', look, { passive: true })
    return () => scroller.removeEventListener('scroll', look)
  }, [inside])
  return { scrolled, toTop: () => scrollerOf(inside.current)?.scrollTo({ top: 0 }) }
}

function scrollerOf(element: HTMLElement | null): HTMLElement | null {
  for (let at = element; at !== null; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at
  }
  return null
}
