'use client'

import { SkeletonRows } from '@patchbay/ui/skeleton'
import { useQuery } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import { QueryView } from '../shared/query-view.tsx'
import { roleSays, roles, roleWord } from './role-words.ts'
import { RolesGrid } from './roles-grid.tsx'

/** The whole permission matrix, as the server has it. */
export function RolesTable() {
  const trpc = useTrpc()
  const query = useQuery(trpc.members.roles.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }))
  return (
    <div className="pb-8">
      <dl className="grid max-w-180 grid-cols-[80px_1fr] gap-y-1 px-4 py-4 lg:px-7">
        {roles.map((role) => (
          <div key={role} className="contents">
            <dt className="font-medium">{roleWord[role]}</dt>
            <dd className="m-0 text-ink-2">{roleSays[role]}</dd>
          </div>
        ))}
      </dl>
      <QueryView query={query} what="The roles" skeleton={<SkeletonRows rowHeight={37} />}>
        {(table) => {
          const titles = [...new Set(table.rows.map((row) => row.group))]
          const groups = titles.map((title) => ({ title, rows: table.rows.filter((row) => row.group === title) }))
          return <RolesGrid roles={table.roles} groups={groups} />
        }}
      </QueryView>
    </div>
  )
}
