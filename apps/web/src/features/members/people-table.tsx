'use client'

import { Avatar } from '@patchbay/ui/avatar'
import { IconButton } from '@patchbay/ui/icon-button'
import { Menu, type MenuItem } from '@patchbay/ui/menu'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { Select } from '@patchbay/ui/select'
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '@patchbay/ui/table'
import { useNow } from '@patchbay/ui/use-now'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Crown, Ellipsis, LogOut, ScrollText, UserMinus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { Member, Role } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { useMe } from '../shell/use-me.ts'
import { HandOverDialog } from './hand-over-dialog.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { roleWord } from './role-words.ts'

const HERE_MS = 3 * 60_000
const icon = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const

export function PeopleTable({ members }: { members: Member[] }) {
  return (
    <Table density="tall" className="bg-surface max-md:block">
      <TableHead className="max-md:hidden">
        <tr>
          <HeadCell>Person</HeadCell>
          <HeadCell className="w-40">Role</HeadCell>
          <HeadCell className="w-60 max-xl:w-32">Last here</HeadCell>
          <HeadCell className="w-36 max-xl:w-18">
            <span className="sr-only">Actions</span>
          </HeadCell>
        </tr>
      </TableHead>
      <TableBody className="max-md:block">
        {members.map((member) => (
          <PersonRow key={member.userId} member={member} />
        ))}
      </TableBody>
    </Table>
  )
}

function PersonRow({ member }: { member: Member }) {
  return (
    <Row className="max-md:grid max-md:grid-cols-[auto_1fr_auto] max-md:items-center max-md:border-line max-md:border-b max-md:py-2.5 max-md:[&>td]:h-auto! max-md:[&>td]:border-b-0">
      <Cell className="max-w-0 max-md:col-span-2 max-md:max-w-none">
        <span className="flex items-center gap-3">
          <Avatar name={member.name} size={32} />
          <span className="min-w-0">
            <b className="block truncate font-medium leading-4.5">
              {member.name} {member.you ? <span className="font-normal text-ink-3">(you)</span> : null}
            </b>
            <span className="block truncate text-ink-3 text-small leading-4">{member.email}</span>
          </span>
        </span>
      </Cell>
      <Cell className="max-md:col-start-1 max-md:row-start-2 max-md:pr-0 max-md:pl-12.5">
        <RoleChoice member={member} />
      </Cell>
      <Cell quiet className="max-md:col-start-2 max-md:row-start-2">
        <LastHere at={member.lastSeenAt} />
      </Cell>
      <Cell number className="max-md:col-start-3 max-md:row-span-2 max-md:row-start-1">
        <PersonMenu member={member} />
      </Cell>
    </Row>
  )
}

function RoleChoice({ member }: { member: Member }) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const change = useMutation(
    trpc.members.changeRole.mutationOptions({
      // Until the new role is here, the one that was chosen is shown.
      onSettled: () =>
        Promise.all([
          client.invalidateQueries(trpc.members.pathFilter()),
          member.you ? client.invalidateQueries(trpc.people.pathFilter()) : null,
        ]),
    }),
  )
  if (member.roles.length < 2) return <span className="pl-2.5">{roleWord[member.role]}</span>
  return (
    <>
      <Select<Role>
        size="sm"
        label={`Role of ${member.name}`}
        value={change.isPending ? (change.variables?.role ?? member.role) : member.role}
        disabled={change.isPending}
        onValueChange={(role) => (role === member.role ? undefined : change.mutate({ userId: member.userId, role }))}
        options={member.roles.map((role) => ({ value: role, label: roleWord[role] }))}
        className="w-32 border-transparent hover:border-line-ui"
      />
      <InlineTrouble error={change.error} className="max-w-52 whitespace-normal" />
    </>
  )
}

function LastHere({ at }: { at: Date | null }) {
  const now = useNow(HERE_MS / 6)
  if (at === null) return <>not yet</>
  if (now === null || now.getTime() - at.getTime() > HERE_MS) return <RelativeTime at={at} />
  return (
    <span className="inline-flex items-center gap-2 text-ink">
      <i className="size-2 flex-none rounded-full bg-ok-solid" aria-hidden="true" />
      here now
    </span>
  )
}

function PersonMenu({ member }: { member: Member }) {
  const me = useMe()
  const router = useRouter()
  const [open, setOpen] = useState<'remove' | 'hand_over' | null>(null)
  const items: MenuItem[] = []
  if (me.can['audit.read']) {
    items.push({
      label: 'What they changed',
      icon: <ScrollText {...icon} />,
      onSelect: () => router.push(`/settings/audit?who=${member.userId}`),
    })
  }
  if (me.can['workspace.hand_over'] && !member.you && member.role !== 'owner') {
    items.push({ label: 'Hand over to them…', icon: <Crown {...icon} />, onSelect: () => setOpen('hand_over') })
  }
  if (member.you) {
    items.push({
      label: 'Leave the workspace…',
      icon: <LogOut {...icon} />,
      danger: true,
      disabled: !member.removable,
      ...(member.removable ? {} : { help: 'Hand the ownership over first.' }),
      onSelect: () => setOpen('remove'),
    })
  } else if (member.removable) {
    items.push({
      label: 'Remove…',
      icon: <UserMinus {...icon} />,
      danger: true,
      onSelect: () => setOpen('remove'),
    })
  }
  if (items.length === 0) return null
  return (
    <>
      <Menu
        align="end"
        items={items}
        trigger={
          <IconButton label={`More about ${member.name}`} size="sm" icon={<Ellipsis size={16} strokeWidth={1.75} />} />
        }
      />
      {open === 'remove' ? <RemoveDialog member={member} onClose={() => setOpen(null)} /> : null}
      {open === 'hand_over' ? <HandOverDialog member={member} onClose={() => setOpen(null)} /> : null}
    </>
  )
}
