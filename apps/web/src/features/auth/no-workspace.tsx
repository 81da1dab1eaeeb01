'use client'

import { Button } from '@patchbay/ui/button'
import { AuthPage } from './auth-page.tsx'
import { signOut } from './sign-out.ts'

export function NoWorkspace() {
  return (
    <AuthPage
      title="You belong to no workspace yet"
      lead="Your account is there. Ask an owner to invite this e-mail address, then open the link in the invitation."
    >
      <Button size="lg" wide onClick={() => void signOut()}>
        Sign out
      </Button>
    </AuthPage>
  )
}
