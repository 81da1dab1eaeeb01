import type { Metadata } from 'next'
import { ownPath } from '../../features/auth/own-path.ts'
import { VerifyEmail } from '../../features/auth/verify-email.tsx'

export const metadata: Metadata = { title: 'Confirm your address', referrer: 'no-referrer', robots: { index: false } }

type Search = Promise<{ token?: string | string[]; next?: string | string[] }>

export default async function Page({ searchParams }: { searchParams: Search }) {
  const { token, next } = await searchParams
  return <VerifyEmail token={typeof token === 'string' ? token : ''} next={ownPath(next) ?? '/'} />
}
