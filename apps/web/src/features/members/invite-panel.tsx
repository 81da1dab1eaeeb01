'use client'

import { Button } from '@patchbay/ui/button'
import { CodeView } from '@patchbay/ui/code-view'
import { SidePanel } from '@patchbay/ui/dialog'
import { Field } from '@patchbay/ui/field'
import { Textarea } from '@patchbay/ui/input'
import { RadioTiles } from '@patchbay/ui/radio-tiles'
import { Banner } from '@patchbay/ui/say-box'
import { toast } from '@patchbay/ui/toast'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Clock, Link2 } from 'lucide-react'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { Member, Role } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { useMailWay } from '../shared/use-mail-way.ts'
import { counted } from '../shared/words.ts'
import { useMe } from '../shell/use-me.ts'
import { AddressField, isReady } from './address-field.tsx'
import { InvitesInRoom } from './invites-in-room.tsx'
import { aRole, roleSays, roles, roleWord } from './role-words.ts'

/** Invites by mail, or makes a link. Who is here already is left out. */
export function InvitePanel({ members, onClose }: { members: Member[]; onClose: () => void }) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const mail = useMailWay()
  const [emails, setEmails] = useState<string[]>([])
  const [role, setRole] = useState<Role>('operator')
  const [note, setNote] = useState('')
  const [tried, setTried] = useState(false)
  /** Whose invites were sent and lie in the mail room. */
  const [inRoom, setInRoom] = useState<string[] | null>(null)
  const refresh = () => void client.invalidateQueries(trpc.invites.pathFilter())
  const send = useMutation(
    trpc.invites.create.mutationOptions({
      onSuccess: (invited) => {
        refresh()
        const fresh = invited.flatMap(({ email, outcome }) => (outcome === 'member' ? [] : [email]))
        if (mail === 'mail_room' && fresh.length > 0) {
          setInRoom(fresh)
          return
        }
        toast(`${counted(fresh.length, 'invite is', 'invites are')} on the way`)
        onClose()
      },
    }),
  )
  const makeLink = useMutation(trpc.invites.createLink.mutationOptions({ onSuccess: refresh }))
  const wanted = emails.filter((email) => isReady(email, members))
  const submit = () => {
    setTried(true)
    if (wanted.length > 0) send.mutate({ emails: wanted, role, note })
  }
  return (
    <SidePanel
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Invite people"
      actions={
        makeLink.data === undefined && inRoom === null ? (
          <>
            {mail === 'off' ? null : (
              <Button variant="primary" loading={send.isPending} onClick={submit}>
                {wanted.length === 0 ? 'Send invites' : `Send ${counted(wanted.length, 'invite')}`}
              </Button>
            )}
            <Button
              variant={mail === 'off' ? 'primary' : 'quiet'}
              icon={<Link2 size={15} strokeWidth={1.75} />}
              loading={makeLink.isPending}
              onClick={() => makeLink.mutate({ role })}
            >
              {mail === 'off' ? 'Make a link' : 'Make a link instead'}
            </Button>
          </>
        ) : (
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        )
      }
    >
      {inRoom !== null ? (
        <InvitesInRoom emails={inRoom} />
      ) : makeLink.data === undefined ? (
        <div className="flex flex-col gap-4">
          {mail === 'off' ? (
            <Banner state="attention">This Patchbay has no mail server yet. Make a link and send it yourself.</Banner>
          ) : (
            <>
              {mail === 'mail_room' ? (
                <Banner state="attention">
                  No mail server is set: invites lie in the mail room. You get each link to copy and send yourself.
                </Banner>
              ) : null}
              <AddressField emails={emails} members={members} onChange={setEmails} tried={tried} />
            </>
          )}
          <RoleField role={role} onRole={setRole} />
          {mail === 'off' ? null : (
            <Field label="Note" aside="optional">
              {(control) => (
                <Textarea
                  {...control}
                  rows={2}
                  maxLength={500}
                  value={note}
                  onChange={(event) => setNote(event.target.value)}
                />
              )}
            </Field>
          )}
          <p className="flex gap-2 text-ink-3 text-small">
            <Clock size={15} strokeWidth={1.75} className="mt-px flex-none" aria-hidden="true" />
            <span>
              {mail === 'off'
                ? 'A link works once, for whoever holds it, for 7 days. You can revoke it at any time.'
                : 'Each link works once, for that address only, for 7 days. You can revoke it at any time.'}
            </span>
          </p>
          <InlineTrouble error={send.error ?? makeLink.error} />
        </div>
      ) : (
        <LinkMade url={makeLink.data.url} role={role} />
      )}
    </SidePanel>
  )
}

function RoleField({ role, onRole }: { role: Role; onRole: (role: Role) => void }) {
  const me = useMe()
  const offered = roles.filter((one) => one !== 'owner' || me.role === 'owner')
  return (
    <div>
      <p className="mb-1.5 font-medium text-ui">Role</p>
      <RadioTiles<Role>
        label="Role"
        value={role}
        onValueChange={onRole}
        tiles={offered.map((one) => ({ value: one, label: roleWord[one], help: roleSays[one] }))}
        className="text-ui"
      />
    </div>
  )
}

function LinkMade({ url, role }: { url: string; role: Role }) {
  return (
    <div className="flex flex-col gap-3">
      <p>
        Send this link to one person. Whoever opens it first joins as {aRole(role)}; then it is used up. It ends in 7
        days.
      </p>
      <CodeView label="Invite link" code={url} copy wrap />
    </div>
  )
}
