'use client'

import type { StepTestView } from '@patchbay/editor/test-types'
import type { Step } from '@patchbay/flow/document'
import { Mail } from 'lucide-react'
import Link from 'next/link'
import { useMe } from '../shell/use-me.ts'

const MAILERS: ReadonlySet<string> = new Set(['smtp', 'sendgrid'])

/** A mail that a test sent in the sandbox lies in the mail room. */
export function MailRoomLink({ step, last }: { step: Step; last: StepTestView | null }) {
  const me = useMe()
  const isSent = last !== null && last.state === 'succeeded' && last.environment === 'sandbox'
  if (!me.sandbox || !isSent || step.kind !== 'action' || !MAILERS.has(step.connector)) return null
  return (
    <p className="flex items-center gap-2 px-4 py-2">
      <Mail size={15} strokeWidth={1.75} aria-hidden="true" className="flex-none text-ink-3" />
      <span>
        Sent. It lies in the{' '}
        <Link href="/mail" className="font-medium text-signal hover:underline">
          Mail room
        </Link>
        .
      </span>
    </p>
  )
}
