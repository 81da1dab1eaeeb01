import { buttonClass } from '@patchbay/ui/button-class'
import { linkClass } from '@patchbay/ui/card'
import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { AuthPage } from '../../features/auth/auth-page.tsx'
import { SignUpForm } from '../../features/auth/sign-up-form.tsx'
import { peopleStatus } from '../../server/people-status.ts'

export const metadata: Metadata = { title: 'Sign up' }

type Search = Promise<{ invitation?: string | string[] }>

export default async function Page({ searchParams }: { searchParams: Search }) {
  const { invitation } = await searchParams
  const { open, signedIn } = await peopleStatus()
  if (signedIn) redirect('/')
  const invited = typeof invitation === 'string' ? invitation : null
  if (!open && invited === null) {
    return (
      <AuthPage
        title="Signing up is closed"
        lead="This Patchbay has an owner. Ask them to invite you; the invitation brings you here again."
      >
        <Link href="/sign-in" className={buttonClass({ size: 'lg', wide: true })}>
          Sign in
        </Link>
      </AuthPage>
    )
  }
  return (
    <AuthPage
      title={open ? 'Set up Patchbay' : 'Join your team'}
      lead={
        open ? (
          'You are the first here, so you become the owner. Your workspace comes with a pretend shop to try everything on.'
        ) : (
          <>
            Use the address the invitation was sent to. Already here?{' '}
            <Link href="/sign-in" className={linkClass}>
              Sign in
            </Link>
            .
          </>
        )
      }
    >
      <SignUpForm invitation={open ? null : invited} />
    </AuthPage>
  )
}
