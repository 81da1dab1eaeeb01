'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { ZONE_COOKIE } from './zone-cookie.ts'

const YEAR_S = 365 * 24 * 60 * 60

/** Tells the server which zone this person's clock is in, so that both write the same times. */
export function PersonZone({ known }: { known: string }) {
  const router = useRouter()
  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    if (zone === known) return
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
    document.cookie = `${ZONE_COOKIE}=${encodeURIComponent(zone)}; path=/; max-age=${YEAR_S}; samesite=lax`
    router.refresh()
  }, [known, router])
  return null
}
