import { buttonClass } from '@patchbay/ui/button-class'
import type { Metadata } from 'next'
import Link from 'next/link'
import { AuthPage } from '../../features/auth/auth-page.tsx'
import { ResetPasswordForm } from '../../features/auth/reset-password-form.tsx'

export const metadata: Metadata = { title: 'New password', referrer: 'no-referrer', robots: { index: false } }

export default async function Page({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  const { token } = await searchParams
  if (typeof token !== 'string' || token === '') {
    return (
      <AuthPage title="This link is not whole" lead="Open it from the mail once more, or ask for another one.">
        <Link href="/forgot-password" className={buttonClass({ size: 'lg', wide: true })}>
          Ask for another link
        </Link>
      </AuthPage>
    )
  }
  return (
    <AuthPage title="Choose a new password" lead="Wherever you are signed in now, you are signed out.">
      <ResetPasswordForm token={token} />
    </AuthPage>
  )
}
