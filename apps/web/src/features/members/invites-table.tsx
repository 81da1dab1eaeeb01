'use client'

import { Button } from '@patchbay/ui/button'
import { CopyButton } from '@patchbay/ui/copy-button'
import { EmptyState } from '@patchbay/ui/empty-state'
import { IconButton } from '@patchbay/ui/icon-button'
import { Menu, type MenuItem } from '@patchbay/ui/menu'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { Cell, Row, Table, TableBody } from '@patchbay/ui/table'
import { toast } from '@patchbay/ui/toast'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Ellipsis, Link2, Mail, Undo2 } from 'lucide-react'
import { useTrpc } from '../../trpc/client.ts'
import type { Invite } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { useMailWay } from '../shared/use-mail-way.ts'
import { aRole, roleWord } from './role-words.ts'

const icon = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const

export function InvitesTable({ invites, onInvite }: { invites: Invite[]; onInvite?: () => void }) {
  if (invites.length === 0) {
    return (
      <EmptyState
        title="Nobody is on the way"
        action={onInvite === undefined ? undefined : <Button onClick={onInvite}>Invite people</Button>}
      >
        Invites stand here until they are used, revoked, or seven days old.
      </EmptyState>
    )
  }
  return (
    <Table density="tall" className="border-line border-t bg-surface">
      <TableBody>
        {invites.map((invite) => (
          <InviteRow key={invite.id} invite={invite} />
        ))}
      </TableBody>
    </Table>
  )
}

function InviteRow({ invite }: { invite: Invite }) {
  const Kind = invite.email === null ? Link2 : Mail
  return (
    <Row className="max-md:grid max-md:grid-cols-1 max-md:border-line max-md:border-b max-md:gap-y-1 max-md:py-2.5 max-md:[&>td]:h-auto! max-md:[&>td]:border-b-0">
      <Cell className="max-w-0 max-md:max-w-none">
        <span className="flex items-center gap-3">
          <span className="grid size-8 flex-none place-items-center rounded-full border border-line-ui border-dashed text-ink-3">
            <Kind size={15} strokeWidth={1.75} aria-hidden="true" />
          </span>
          <span className="min-w-0">
            <b className="block truncate font-medium leading-4.5">{invite.email ?? 'Anyone with the link'}</b>
            <span className="block truncate text-ink-3 text-small leading-4">Invited by {invite.inviter}</span>
          </span>
        </span>
      </Cell>
      <Cell className="w-40 max-md:w-auto max-md:pl-15">{roleWord[invite.role]}</Cell>
      <Cell className="w-60 whitespace-normal py-1.5 max-md:w-auto max-md:py-0 max-md:pl-15">
        <InviteState invite={invite} />
      </Cell>
      <Cell number className="w-36 max-md:w-auto max-md:pl-13 max-md:text-left">
        <InviteActions invite={invite} />
      </Cell>
    </Row>
  )
}

function InviteState({ invite }: { invite: Invite }) {
  const { mail, expired, expiresAt, openedAt } = invite
  const way = useMailWay()
  if (expired) {
    return (
      <span className="text-attn">
        Ended <RelativeTime at={expiresAt} />, not used
      </span>
    )
  }
  if (mail !== null && mail.state !== 'sent' && mail.error !== null) {
    return (
      <span className="text-attn">
        Mail could not be sent{mail.state === 'queued' ? ' yet and is tried again' : ''}: {sentence(mail.error)} Copy
        the link.
      </span>
    )
  }
  if (mail !== null && openedAt === null && way === 'mail_room') {
    return (
      <span className="text-attn">
        In the mail room: no mail server is set. Copy the link. Ends <RelativeTime at={expiresAt} />
      </span>
    )
  }
  const words = mail === null ? 'Not used' : mail.state === 'queued' ? 'Being sent' : openedAt ? 'Opened' : 'Sent'
  return (
    <>
      {words}, ends <RelativeTime at={expiresAt} />
    </>
  )
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

function InviteActions({ invite }: { invite: Invite }) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const refresh = { onSettled: () => void client.invalidateQueries(trpc.invites.pathFilter()) }
  const way = useMailWay()
  const resend = useMutation(
    trpc.invites.resend.mutationOptions({
      ...refresh,
      onSuccess: () =>
        toast(way === 'mail_room' ? 'Sent again: it lies in the mail room' : `Sent again to ${invite.email}`),
    }),
  )
  const revoke = useMutation(
    trpc.invites.revoke.mutationOptions({ ...refresh, onSuccess: () => toast('The invite was revoked') }),
  )
  const { url } = invite
  const whom = invite.email ?? `a link for ${aRole(invite.role)}`
  const items: MenuItem[] = [
    ...(url === null
      ? []
      : [
          {
            label: 'Copy the link',
            icon: <Link2 {...icon} />,
            onSelect: () => {
              void navigator.clipboard.writeText(url).then(
                () => toast('The link was copied'),
                () => toast('The browser did not let the link be copied', { detail: url }),
              )
            },
          },
        ]),
    { label: 'Revoke', icon: <Undo2 {...icon} />, danger: true, onSelect: () => revoke.mutate({ id: invite.id }) },
  ]
  return (
    <>
      <span className="inline-flex items-center justify-end gap-1">
        {way === 'mail_room' && invite.email !== null && url !== null && !invite.expired ? (
          <CopyButton text={url} label={`Copy the link for ${invite.email}`} />
        ) : null}
        {invite.email === null || url === null ? null : (
          <Button
            size="sm"
            variant={invite.expired || invite.mail?.state === 'failed' ? 'secondary' : 'quiet'}
            loading={resend.isPending}
            aria-label={`Resend the invite to ${invite.email}`}
            onClick={() => resend.mutate({ id: invite.id })}
          >
            Resend
          </Button>
        )}
        <Menu
          align="end"
          items={items}
          trigger={
            <IconButton label={`More about ${whom}`} size="sm" icon={<Ellipsis size={16} strokeWidth={1.75} />} />
          }
        />
      </span>
      <InlineTrouble error={resend.error ?? revoke.error} className="whitespace-normal" />
    </>
  )
}
