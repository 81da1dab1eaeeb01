'use client'

import { Badge } from '@patchbay/ui/badge'
import { buttonClass } from '@patchbay/ui/button-class'
import { cn } from '@patchbay/ui/cn'
import { CodeView } from '@patchbay/ui/code-view'
import { CopyButton } from '@patchbay/ui/copy-button'
import { IconButton } from '@patchbay/ui/icon-button'
import { ClockTime } from '@patchbay/ui/relative-time'
import { Segmented } from '@patchbay/ui/segmented'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { VendorMark } from '@patchbay/ui/vendor-tile'
import { ChevronLeft, ExternalLink } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import type { Mail } from '../sandbox/sandbox-schema.ts'
import { frameOf, linksIn, nameOf, type RoomMail } from './mail-words.ts'
import { useSender } from './use-sender.ts'

type Look = 'seen' | 'phone' | 'text' | 'headers'

export function MailMessage({ mail, onBack, className }: { mail: RoomMail; onBack: () => void; className: string }) {
  const [look, setLook] = useState<Look>('seen')
  return (
    <article aria-label={mail.subject} className={cn('flex min-w-0 flex-1 flex-col', className)}>
      <header className="border-line border-b bg-surface px-4 py-4 lg:px-7">
        <div className="flex items-start gap-2">
          <IconButton
            label="All mail"
            icon={<ChevronLeft size={16} strokeWidth={1.75} />}
            onClick={onBack}
            className="-ml-2 md:hidden"
          />
          <h2 className="min-w-0 flex-1 text-h2">{mail.subject}</h2>
          <ClockTime at={mail.receivedAt} className="text-ink-3 text-small" />
        </div>
        <p className="mt-1 mb-3 flex flex-wrap gap-x-4 text-small">
          <span>
            <span className="text-ink-3">From</span> {nameOf(mail.from)}
            {mail.from.name === null ? '' : `, ${mail.from.email}`}
          </span>
          <span>
            <span className="text-ink-3">To</span> {mail.to.map((person) => person.email).join(', ')}
          </span>
        </p>
        {mail.system ? <SystemMail /> : <SentBy mail={mail} />}
        <div className="flex flex-wrap items-center gap-3">
          <Segmented<Look>
            label="How it is shown"
            value={look}
            onValueChange={setLook}
            options={[
              { value: 'seen', label: 'As seen' },
              { value: 'phone', label: 'On a phone' },
              { value: 'text', label: 'As text' },
              { value: 'headers', label: 'Headers' },
            ]}
          />
          <span className="flex-1" />
          <span className="inline-flex items-center gap-1.5 text-ink-2 text-small">
            <StateGlyph state="succeeded" size={14} />
            Accepted once
          </span>
        </div>
      </header>
      <div className="grid min-h-0 flex-1 justify-items-center overflow-auto bg-canvas p-4 lg:p-7">
        <Shown mail={mail} look={look} />
      </div>
      <Follow mail={mail} />
    </article>
  )
}

/** So that nobody takes it for what a flow sent to a customer. */
function SystemMail() {
  return (
    <p className="mb-3 flex items-center gap-2 rounded-2 bg-surface-2 px-3 py-1.5 text-small">
      <Badge>System mail</Badge>
      <span className="min-w-0 flex-1">
        Sent by Patchbay itself. It lies here because no mail server is set; owners of this workspace see it.
      </span>
    </p>
  )
}

/** The buttons of a system mail once more: to copy, and where the mail is looked at as text. */
function Follow({ mail }: { mail: RoomMail }) {
  const links = mail.system ? linksIn(mail) : []
  const only = links.length === 1 ? links[0] : undefined
  if (links.length === 0) return null
  return (
    <footer className="flex flex-none flex-wrap items-center gap-2 border-line border-t bg-surface px-4 py-3 lg:px-7">
      <span className="flex-1 font-medium">Do as they would</span>
      {only === undefined ? null : <CopyButton text={only.href} label="Copy the link" />}
      {links.map(({ label, href }) => (
        <a key={href} href={href} target="_blank" rel="noreferrer" className={buttonClass({ size: 'sm' })}>
          <ExternalLink size={14} strokeWidth={1.75} aria-hidden="true" />
          {only === undefined ? label : 'Follow the link'}
        </a>
      ))}
    </footer>
  )
}

/** The run that sent it, or that none is known to: nothing is guessed from the words of a mail. */
function SentBy({ mail }: { mail: Mail }) {
  const run = useSender(mail)
  if (run === undefined) return null
  if (run === null) {
    return (
      <p className="mb-3 rounded-2 bg-surface-2 px-3 py-1.5 text-ink-2 text-small">
        No run is known to have sent this. Mail that a test of a step sends lands here too.
      </p>
    )
  }
  return (
    <p className="mb-3 flex items-center gap-2 rounded-2 bg-surface-2 px-3 py-1.5 text-small">
      <VendorMark connector={mail.via} size={14} />
      <span className="min-w-0 flex-1 truncate">
        Sent by <b>{run.flow.name}</b>
        {run.subject === null ? '' : ` for ${run.subject}`}
      </span>
      <Link href={`/runs/${run.id}`} className="font-medium text-signal hover:underline">
        Open the run
      </Link>
    </p>
  )
}

function Shown({ mail, look }: { mail: Mail; look: Look }) {
  if (look === 'headers')
    return <CodeView label="Headers" code={headersOf(mail)} wrap className="w-full max-w-160 self-start" />
  if (look === 'text' || mail.html === null) {
    return (
      <pre className="w-full max-w-130 self-start whitespace-pre-wrap break-words rounded-3 border border-line bg-surface p-7 font-sans text-read">
        {mail.text ?? 'This message has no text part.'}
      </pre>
    )
  }
  return (
    <iframe
      title={mail.subject}
      // Nothing runs in it, and no form is sent; a link that is pressed opens a tab of its own, with nothing held back there.
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      srcDoc={frameOf(mail.html)}
      className={cn(
        'h-full min-h-110 w-full rounded-3 border border-line bg-surface',
        look === 'phone' ? 'max-w-90' : 'max-w-150',
      )}
    />
  )
}

function headersOf(mail: Mail): string {
  const person = (each: { email: string; name: string | null }) =>
    each.name === null ? each.email : `${each.name} <${each.email}>`
  return [
    `From: ${person(mail.from)}`,
    `To: ${mail.to.map(person).join(', ')}`,
    ...(mail.cc.length === 0 ? [] : [`Cc: ${mail.cc.map(person).join(', ')}`]),
    ...(mail.replyTo === null ? [] : [`Reply-To: ${mail.replyTo}`]),
    `Subject: ${mail.subject}`,
    `Date: ${mail.receivedAt}`,
    `Message-ID: ${mail.messageId}`,
    ...Object.entries(mail.tags).map(([name, value]) => `${name}: ${value}`),
  ].join('\n')
}
