import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { AuthPage } from '../../features/auth/auth-page.tsx'
import { SignInForm } from '../../features/auth/sign-in-form.tsx'
import { peopleStatus } from '../../server/people-status.ts'

export const metadata: Metadata = { title: 'Sign in' }

export default async function Page({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams
  const { open, signedIn } = await peopleStatus()
  if (signedIn) redirect('/')
  if (open) redirect('/sign-up')
  // Only a path of our own: an address elsewhere would make this a way to send people away.
  const target = typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/'
  return (
    <AuthPage title="Sign in" lead="New here? Ask the owner of this Patchbay to invite you.">
      <SignInForm next={target} />
    </AuthPage>
  )
}
