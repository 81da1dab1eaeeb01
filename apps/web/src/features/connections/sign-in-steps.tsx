'use client'

import { Button } from '@patchbay/ui/button'
import { VendorMark } from '@patchbay/ui/vendor-tile'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import type { useSignIn } from './use-sign-in.ts'

export type SignInStepsProps = {
  connector: string
  title: string
  signIn: ReturnType<typeof useSignIn>
  /** Without it the button submits the form around it. */
  onBegin?: () => void
  words?: string
}

/** The button that opens the vendor's window, and what is shown while a person is there. */
export function SignInSteps({ connector, title, signIn, onBegin, words }: SignInStepsProps) {
  if (signIn.isWaiting) {
    return (
      <div className="flex flex-col gap-3" role="status">
        <p>
          <b>Go on in {title}’s window.</b> This page takes over when you are through.
        </p>
        <Button className="self-start" onClick={signIn.giveUp}>
          Give up
        </Button>
      </div>
    )
  }
  return (
    <div className="flex flex-col gap-2">
      <InlineTrouble error={signIn.error} />
      <Button
        type={onBegin === undefined ? 'submit' : 'button'}
        variant="primary"
        size="lg"
        className="self-start"
        icon={<VendorMark connector={connector} size={15} />}
        loading={signIn.isStarting}
        onClick={onBegin}
      >
        {words ?? `Sign in to ${title}`}
      </Button>
    </div>
  )
}
