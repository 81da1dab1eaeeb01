import type { Metadata } from 'next'
import { ShopPage } from '../../../features/sandbox/shop-page.tsx'

export const metadata: Metadata = { title: 'Sandbox shop' }

export default function Page() {
  return <ShopPage />
}
