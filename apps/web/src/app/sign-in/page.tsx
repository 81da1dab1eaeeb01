import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { AuthPage } from '../../features/auth/auth-page.tsx'
import { ownPath } from '../../features/auth/own-path.ts'
import { SignInForm } from '../../features/auth/sign-in-form.tsx'
import { peopleStatus } from '../../server/people-status.ts'

export const metadata: Metadata = { title: 'Sign in' }

export default async function Page({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams
  const { open, signedIn } = await peopleStatus()
  const target = ownPath(next) ?? '/'
  if (signedIn) redirect(target)
  if (open) redirect('/sign-up')
  return (
    <AuthPage title="Sign in" lead="New here? Ask the owner of this Patchbay to invite you.">
      <SignInForm next={target} />
    </AuthPage>
  )
}
