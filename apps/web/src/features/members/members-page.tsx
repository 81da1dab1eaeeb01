'use client'

import { Button } from '@patchbay/ui/button'
import { buttonClass } from '@patchbay/ui/button-class'
import { linkClass } from '@patchbay/ui/card'
import { cn } from '@patchbay/ui/cn'
import { PageHeader } from '@patchbay/ui/page-header'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { Tabs } from '@patchbay/ui/tabs'
import { useQuery } from '@tanstack/react-query'
import { ScrollText, UserPlus } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { Invite, Member } from '../../trpc/types.ts'
import { QueryView } from '../shared/query-view.tsx'
import { useUrlState } from '../shared/use-url-state.ts'
import { counted } from '../shared/words.ts'
import { useMe } from '../shell/use-me.ts'
import { InvitePanel } from './invite-panel.tsx'
import { InvitesTable } from './invites-table.tsx'
import { PeopleTable } from './people-table.tsx'
import { RolesSummary } from './roles-summary.tsx'
import { RolesTable } from './roles-table.tsx'

const icon = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const
const TABS = ['people', 'invites', 'roles'] as const
type Tab = (typeof TABS)[number]

/** Who is here, who is on the way, and what each may do. */
export function MembersPage() {
  const trpc = useTrpc()
  const me = useMe()
  const members = useQuery(trpc.members.list.queryOptions())
  const mayInvite = me.can['invite.create']
  const invites = useQuery(trpc.invites.list.queryOptions(undefined, { enabled: me.can['invite.read'] }))
  const { params, change } = useUrlState()
  const [inviting, setInviting] = useState(params.get('invite') !== null && mayInvite)
  const tab = TABS.find((one) => one === params.get('tab')) ?? 'people'
  const show = (next: Tab) => change({ tab: next === 'people' ? null : next })
  const count = members.data?.length
  return (
    <div className="flex min-h-0 flex-1">
      <div className={cn('flex min-w-0 flex-1 flex-col overflow-y-auto', inviting && 'xl:mr-inspector')}>
        <PageHeader
          title="Members"
          lead={
            count === undefined
              ? `Who works in ${me.workspace.name}.`
              : count === 1
                ? `You are the only one in ${me.workspace.name}. Every change is written to the audit log.`
                : `${counted(count, 'person', 'people')} share ${me.workspace.name}. Every change they make is written to the audit log.`
          }
          className="md:pb-3"
          actions={
            <>
              {me.can['audit.read'] ? (
                <Link href="/settings/audit" className={buttonClass({})}>
                  <ScrollText {...icon} />
                  Audit log
                </Link>
              ) : null}
              {mayInvite && !inviting ? (
                <Button variant="primary" icon={<UserPlus {...icon} />} onClick={() => setInviting(true)}>
                  Invite people
                </Button>
              ) : null}
            </>
          }
        />
        <Tabs<Tab>
          label="Members"
          value={tab}
          onValueChange={show}
          listClassName="lg:px-7"
          aside={
            me.can['api_key.read'] ? (
              <Link href="/settings/api-keys" className={linkClass}>
                API keys
              </Link>
            ) : undefined
          }
          tabs={[
            {
              value: 'people',
              label: 'People',
              ...(count === undefined ? {} : { count }),
              panel: <People members={members} invites={invites.data ?? []} onRoles={() => show('roles')} />,
            },
            ...(me.can['invite.read']
              ? [
                  {
                    value: 'invites' as const,
                    label: 'Invites',
                    ...(invites.data === undefined ? {} : { count: invites.data.length }),
                    panel: (
                      <QueryView query={invites} what="The invites" skeleton={<SkeletonRows rowHeight={53} />}>
                        {(list) => <InvitesTable invites={list} onInvite={() => setInviting(true)} />}
                      </QueryView>
                    ),
                  },
                ]
              : []),
            { value: 'roles', label: 'Roles', panel: <RolesTable /> },
          ]}
        />
      </div>
      {inviting ? <InvitePanel members={members.data ?? []} onClose={() => setInviting(false)} /> : null}
    </div>
  )
}

type PeopleProps = {
  members: Parameters<typeof QueryView<Member[]>>[0]['query']
  invites: Invite[]
  onRoles: () => void
}

function People({ members, invites, onRoles }: PeopleProps) {
  return (
    <QueryView query={members} what="The members" skeleton={<SkeletonRows rowHeight={53} />}>
      {(list) => (
        <>
          <PeopleTable members={list} />
          {invites.length === 0 ? null : (
            <section aria-labelledby="invites-title">
              <h2 id="invites-title" className="px-4 pt-6 pb-3 text-h3 lg:px-7">
                Invites on their way
              </h2>
              <InvitesTable invites={invites} />
            </section>
          )}
          <RolesSummary onWhole={onRoles} />
        </>
      )}
    </QueryView>
  )
}
