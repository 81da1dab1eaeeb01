import type { Metadata } from 'next'
import { AuthPage } from '../../features/auth/auth-page.tsx'
import { ForgotPasswordForm } from '../../features/auth/forgot-password-form.tsx'
import { mailMode } from '../../server/mail-mode.ts'

export const metadata: Metadata = { title: 'New password' }

export default function Page() {
  return (
    <AuthPage title="Choose a new password" lead="We send a link to your address. It works once, for 30 minutes.">
      <ForgotPasswordForm mail={mailMode()} />
    </AuthPage>
  )
}
