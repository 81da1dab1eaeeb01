'use client'

import { buttonClass } from '@patchbay/ui/button-class'
import { Skeleton } from '@patchbay/ui/skeleton'
import { useQuery } from '@tanstack/react-query'
import { authFaultWords } from './auth-answer.ts'
import { AuthPage } from './auth-page.tsx'
import { getAuth } from './post-auth.ts'

/** Confirms the address as soon as the link is open; doing it twice does no harm. */
export function VerifyEmail({ token, next }: { token: string; next: string }) {
  const confirm = useQuery({
    queryKey: ['verify-email', token],
    queryFn: async () => {
      await getAuth('verify-email', { token })
      return true
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (confirm.isPending) {
    return (
      <AuthPage title="Confirming your address" lead="One moment.">
        <Skeleton className="h-10" />
      </AuthPage>
    )
  }
  if (confirm.isError) {
    return (
      <AuthPage title="The address was not confirmed" lead={authFaultWords(confirm.error)}>
        <a href="/settings/account" className={buttonClass({ size: 'lg', wide: true })}>
          Open your account
        </a>
      </AuthPage>
    )
  }
  return (
    <AuthPage title="Your address is confirmed" lead="Mail from Patchbay and your team reaches you.">
      {/* A whole load: what was open knows the address as it was. */}
      <a href={next} className={buttonClass({ variant: 'primary', size: 'lg', wide: true })}>
        {next.startsWith('/invite/') ? 'Back to the invitation' : 'Go on'}
      </a>
    </AuthPage>
  )
}
