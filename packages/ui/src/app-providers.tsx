'use client'

import { ThemeProvider } from 'next-themes'
import type { ReactNode } from 'react'
import { Toaster } from './toast.tsx'
import { TimeZoneProvider } from './use-now.tsx'

/** Theme by class on <html> (follows the system until chosen), toasts, the workspace's time zone. */
export function AppProviders({
  timeZone = 'UTC',
  nonce,
  children,
}: {
  timeZone?: string
  nonce?: string
  children: ReactNode
}) {
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      <TimeZoneProvider timeZone={timeZone}>
        {children}
        <Toaster />
      </TimeZoneProvider>
    </ThemeProvider>
  )
}
