'use client'

import { useState } from 'react'
import type { ConnectionSummary } from '../../trpc/types.ts'
import { SignInSteps } from './sign-in-steps.tsx'
import { useSignIn } from './use-sign-in.ts'

export type SignInAgainProps = { connection: ConnectionSummary; onDone?: () => void }

/** Signs a connection in anew. The tokens before stay until the vendor takes the new ones. */
export function SignInAgain({ connection, onDone }: SignInAgainProps) {
  const [said, setSaid] = useState<string | null>(null)
  const signIn = useSignIn((_id, message) => {
    setSaid(message)
    onDone?.()
  })
  const { connector, connectorTitle, name, id } = connection
  return (
    <div className="flex flex-col gap-2">
      {said === null ? null : (
        <p role="status" className="text-ok text-small">
          {said}
        </p>
      )}
      <SignInSteps
        connector={connector}
        title={connectorTitle}
        signIn={signIn}
        words={connection.method === 'sign_in' ? 'Sign in again' : `Sign in to ${connectorTitle} instead`}
        onBegin={() => void signIn.begin({ connector, name, settings: {}, connectionId: id })}
      />
    </div>
  )
}
