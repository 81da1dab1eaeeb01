'use client'

import { Avatar } from '@patchbay/ui/avatar'
import { buttonClass } from '@patchbay/ui/button-class'
import { cn } from '@patchbay/ui/cn'
import { EmptyState, ErrorState } from '@patchbay/ui/empty-state'
import { PageHeader } from '@patchbay/ui/page-header'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { SandboxBand } from '@patchbay/ui/say-box'
import { SearchInput } from '@patchbay/ui/search-input'
import { Segmented } from '@patchbay/ui/segmented'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useRef, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { NoSandbox } from '../sandbox/no-sandbox.tsx'
import type { Mail } from '../sandbox/sandbox-schema.ts'
import { useMails, useSystemMails } from '../sandbox/use-sandbox.ts'
import { useRowKeys } from '../shared/use-row-keys.ts'
import { useUrlState } from '../shared/use-url-state.ts'
import { counted } from '../shared/words.ts'
import { useMe } from '../shell/use-me.ts'
import { MailMessage } from './mail-message.tsx'
import { findMails, nameOf, type RoomMail } from './mail-words.ts'

const FROM = ['all', 'flows', 'patchbay'] as const
type From = (typeof FROM)[number]

export function MailPage() {
  const me = useMe()
  return me.can['sandbox.use'] ? <Mails /> : <NoSandbox what="the mail room" />
}

function Mails() {
  const mails = useMails()
  const mayReadSystem = useMayReadSystemMail()
  const system = useSystemMails(mayReadSystem)
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <SandboxBand>
        <span className="max-md:hidden">Mail that flows send in the sandbox lands here and goes no further.</span>
      </SandboxBand>
      {mails.data !== undefined ? (
        <MailRoom mails={allMails(mails.data.mails, system.data?.mails ?? [])} system={mayReadSystem} />
      ) : mails.error !== null ? (
        <ErrorState title="The mail room did not load" onRetry={() => void mails.refetch()} retrying={mails.isFetching}>
          {mails.error.message}
        </ErrorState>
      ) : (
        <SkeletonRows rowHeight={73} />
      )}
    </div>
  )
}

function MailRoom({ mails, system }: { mails: RoomMail[]; system: boolean }) {
  const { params, change } = useUrlState()
  const [text, setText] = useState('')
  const from = FROM.find((one) => one === params.get('from')) ?? 'all'
  const own = mails.filter((mail) => mail.system).length
  const list = useRef<HTMLUListElement>(null)
  useRowKeys(list)
  const shown = findMails(mails, text).filter((mail) => from === 'all' || mail.system === (from === 'patchbay'))
  const asked = params.get('id')
  const chosen = mails.find((mail) => mail.id === asked) ?? null
  const open = chosen ?? shown[0] ?? null
  return (
    <div className="flex min-h-0 flex-1">
      <div
        className={cn(
          'flex w-100 flex-none flex-col border-line border-r max-xl:w-80 max-lg:w-76 max-md:w-full max-md:border-r-0',
          chosen !== null && 'max-md:hidden',
        )}
      >
        <PageHeader
          title="Mail room"
          className="md:pb-2"
          actions={<span className="text-ink-3 text-small max-md:hidden">{counted(mails.length, 'message')}</span>}
        />
        <div className="px-4 pb-3 lg:px-7">
          <SearchInput
            slash
            label="Find mail"
            placeholder="To, subject or order number"
            value={text}
            onValueChange={setText}
          />
          {system ? (
            <Segmented<From>
              label="Sent by"
              className="mt-2.5"
              value={from}
              onValueChange={(next) => change({ from: next === 'all' ? null : next, id: null })}
              options={[
                { value: 'all', label: 'All' },
                { value: 'flows', label: 'From flows' },
                { value: 'patchbay', label: own === 0 ? 'From Patchbay' : `From Patchbay ${own}` },
              ]}
            />
          ) : null}
        </div>
        {shown.length === 0 ? (
          <NoMail searched={text !== ''} />
        ) : (
          <ul ref={list} className="min-h-0 flex-1 overflow-y-auto border-line border-t bg-surface">
            {shown.map((mail) => (
              <li key={mail.id}>
                <MailLine mail={mail} open={mail.id === open?.id} onOpen={() => change({ id: mail.id })} />
              </li>
            ))}
          </ul>
        )}
      </div>
      {open === null ? null : (
        <MailMessage
          key={open.id}
          mail={open}
          onBack={() => change({ id: null })}
          className={chosen === null ? 'max-md:hidden' : ''}
        />
      )}
    </div>
  )
}

/** By flows or by Patchbay itself, the newest first. */
function allMails(flows: readonly Mail[], system: readonly Mail[]): RoomMail[] {
  return [
    ...flows.map((mail) => ({ ...mail, system: false })),
    ...system.map((mail) => ({ ...mail, system: true })),
  ].toSorted((a, b) => b.receivedAt.localeCompare(a.receivedAt))
}

/** Who may follow the links in it, and only where it lies in the mail room. */
function useMayReadSystemMail(): boolean {
  const trpc = useTrpc()
  const me = useMe()
  const may = me.can['system_mail.read']
  return useQuery(trpc.workspace.get.queryOptions(undefined, { enabled: may })).data?.mail === 'mail_room' && may
}

function NoMail({ searched }: { searched: boolean }) {
  if (searched) return <EmptyState title="No mail matches">Try another name, subject or order number.</EmptyState>
  return (
    <EmptyState
      title="No mail yet"
      action={
        <Link href="/sandbox" className={buttonClass({})}>
          Open the sandbox shop
        </Link>
      }
    >
      Place an order: the mail its flow sends lands here.
    </EmptyState>
  )
}

function MailLine({ mail, open, onOpen }: { mail: RoomMail; open: boolean; onOpen: () => void }) {
  const to = mail.to[0]
  return (
    <button
      type="button"
      data-row=""
      aria-current={open || undefined}
      onClick={onOpen}
      className={cn(
        'focus-inset flex w-full gap-3 border-line border-b px-4 py-2.5 text-left lg:px-7',
        open ? 'md:bg-signal-soft' : 'hover:bg-surface-2',
      )}
    >
      <Avatar name={to === undefined ? '?' : nameOf(to)} size={28} />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate">{to === undefined ? 'Nobody' : nameOf(to)}</span>
          <RelativeTime
            at={mail.receivedAt}
            className={cn('flex-none text-small', open ? 'text-ink-2' : 'text-ink-3')}
          />
        </span>
        <span className="block truncate font-medium">{mail.subject}</span>
        <span className={cn('block truncate text-small', open ? 'text-ink-2' : 'text-ink-3')}>
          {mail.system
            ? 'System mail from Patchbay'
            : `${mail.via === 'sendgrid' ? 'By SendGrid' : 'By mail server'}, from ${nameOf(mail.from)}`}
        </span>
      </span>
    </button>
  )
}
