import { buttonClass } from '@patchbay/ui/button-class'
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
  // An invitation has a page of its own; links from before lead there too.
  if (!open && typeof invitation === 'string') redirect(`/invite/${encodeURIComponent(invitation)}`)
  if (signedIn) redirect('/')
  if (!open) {
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
      title="Set up Patchbay"
      lead="You are the first here, so you become the owner. Your workspace comes with a pretend shop to try everything on."
    >
      <SignUpForm invitation={null} />
    </AuthPage>
  )
}
