'use client'

import { Facts } from '@patchbay/ui/card'
import { durationWords } from '@patchbay/ui/duration-words'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { useQuery } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import type { ConnectionSummary } from '../../trpc/types.ts'
import { listed, percentWords, sentenceCase } from '../shared/words.ts'
import { ScopeList } from './scope-list.tsx'

/** What it did lately, what it may do, who may use it. */
export function ConnectionFacts({ connection }: { connection: ConnectionSummary }) {
  const { availability, averageMs, lastUsedAt, createdAt, addedBy, renewedAt, endsAt, scopes } = connection
  return (
    <Facts
      items={[
        {
          name: 'Answered',
          value:
            availability === null ? 'not asked in 24 hours' : `${percentWords(availability)}% of calls in 24 hours`,
        },
        { name: 'On average', value: averageMs === null ? '–' : durationWords(averageMs, { fine: true }) },
        { name: 'Account', value: connection.account ?? 'the vendor does not say' },
        {
          name: 'May do',
          value: scopes === null ? `what its key may at ${connection.connectorTitle}` : <ScopeList scopes={scopes} />,
        },
        { name: 'May use it', value: <WhoMayUse access={connection.access} /> },
        { name: 'Last used', value: lastUsedAt === null ? 'never' : <RelativeTime at={lastUsedAt} /> },
        {
          name: 'Added',
          value: (
            <>
              <RelativeTime at={createdAt} />
              {addedBy === null ? '' : ` by ${addedBy}`}
            </>
          ),
        },
        ...(renewedAt === null ? [] : [{ name: 'Last renewed', value: <RelativeTime at={renewedAt} /> }]),
        ...(endsAt === null ? [] : [{ name: 'Ends', value: <RelativeTime at={endsAt} /> }]),
      ]}
    />
  )
}

function WhoMayUse({ access }: { access: ConnectionSummary['access'] }) {
  const trpc = useTrpc()
  const named = access.kind === 'chosen' && access.userIds.length > 0
  const members = useQuery(trpc.members.list.queryOptions(undefined, { enabled: named }))
  if (access.kind === 'workspace') return 'everybody here'
  const people = access.userIds.flatMap((id) => {
    const person = members.data?.find((each) => each.userId === id)
    return person === undefined ? [] : [person.name]
  })
  return sentenceCase(listed(['owners', ...access.roles.map((role) => `${role}s`), ...people], 6))
}
