'use client'

import { linkClass } from '@patchbay/ui/card'
import { PlainButton } from '@patchbay/ui/plain-button'
import { useQuery } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import { RolesGrid } from './roles-grid.tsx'

/** Each line stands for use cases of the matrix, and holds for a role when all of them do. */
const LINES = [
  { does: 'See flows, runs and problems', of: ['flow.read', 'run.read', 'decision.read'] },
  { does: 'Retry, cancel, decide', of: ['run.retry', 'run.cancel', 'decision.decide'] },
  { does: 'Change and publish flows, connect accounts', of: ['flow.edit', 'flow.publish', 'connection.create'] },
  { does: 'Revoke connections, manage people', of: ['connection.revoke', 'member.change', 'invite.create'] },
  { does: 'Hand over the workspace', of: ['workspace.hand_over'] },
] as const

export function RolesSummary({ onWhole }: { onWhole: () => void }) {
  const trpc = useTrpc()
  const table = useQuery(trpc.members.roles.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY })).data
  if (table === undefined) return null
  const rows = LINES.map(({ does, of }) => ({
    id: does,
    does,
    allowed: table.roles.filter((role) =>
      of.every((id) => table.rows.find((row) => row.id === id)?.allowed.includes(role)),
    ),
  }))
  return (
    <section aria-labelledby="roles-title" className="pb-8">
      <div className="flex items-center gap-2.5 px-4 pt-6 pb-3 lg:px-7">
        <h2 id="roles-title" className="text-h3">
          What each role may do
        </h2>
        <PlainButton className={`${linkClass} py-1 text-small`} onClick={onWhole}>
          Whole table
        </PlainButton>
      </div>
      <RolesGrid roles={table.roles} groups={[{ title: null, rows }]} />
    </section>
  )
}
