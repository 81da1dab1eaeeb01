import type { Metadata } from 'next'
import { SessionsPage } from '../../../../features/account/sessions-page.tsx'

export const metadata: Metadata = { title: 'Devices' }

export default function Page() {
  return <SessionsPage />
}
