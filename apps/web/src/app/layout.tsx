import { AppProviders } from '@patchbay/ui/app-providers'
import type { Metadata, Viewport } from 'next'
import { cookies, headers } from 'next/headers'
import type { ReactNode } from 'react'
import { OtherTabs } from '../features/shell/other-tabs.ts'
import { PersonZone } from '../features/shell/person-zone.tsx'
import { ZONE_COOKIE, zoneOf } from '../features/shell/zone-cookie.ts'
import { TrpcProvider } from '../trpc/provider.tsx'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Patchbay', template: '%s · Patchbay' },
  description: 'Draw how orders, payments and parcels go between your systems. Every effect applied once.',
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1, viewportFit: 'cover' }

/** Reads the request, so that every page is made for it: its scripts carry the nonce of this one answer. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? undefined
  const timeZone = zoneOf((await cookies()).get(ZONE_COOKIE)?.value)
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <AppProviders timeZone={timeZone} nonce={nonce}>
          <TrpcProvider>
            <OtherTabs />
            <PersonZone known={timeZone} />
            {children}
          </TrpcProvider>
        </AppProviders>
      </body>
    </html>
  )
}
