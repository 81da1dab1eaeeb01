import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '@patchbay/ui/table'
import { Check } from 'lucide-react'
import type { Role } from '../../trpc/types.ts'
import { sentenceCase } from '../shared/words.ts'
import { roleWord } from './role-words.ts'

export type RolesGridProps = {
  roles: readonly Role[]
  groups: readonly { title: string | null; rows: readonly { id: string; does: string; allowed: readonly Role[] }[] }[]
}

/** What one may do down, roles across. */
export function RolesGrid({ roles, groups }: RolesGridProps) {
  return (
    <section
      aria-label="Table of roles"
      className="overflow-x-auto border-line border-t bg-surface"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: on a phone it scrolls sideways, by keyboard too
      tabIndex={0}
    >
      <Table density="dense">
        <TableHead sticky={false}>
          <tr>
            <HeadCell>
              <span className="sr-only">What one may do</span>
            </HeadCell>
            {roles.map((role) => (
              <HeadCell key={role} className="w-24 text-center max-md:w-auto max-md:px-1">
                {roleWord[role]}
              </HeadCell>
            ))}
          </tr>
        </TableHead>
        {groups.map((group) => (
          <TableBody key={group.title ?? ''}>
            {group.title === null ? null : (
              <tr>
                <th
                  scope="rowgroup"
                  colSpan={roles.length + 1}
                  className="border-line border-b bg-surface-2 px-3 py-1.5 text-left font-medium text-ink-3 text-small"
                >
                  {group.title}
                </th>
              </tr>
            )}
            {group.rows.map((row) => (
              <Row key={row.id}>
                <Cell className="whitespace-normal max-md:py-1.5 max-md:pr-1">{sentenceCase(row.does)}</Cell>
                {roles.map((role) => (
                  <Cell key={role} className="text-center max-md:px-1">
                    {row.allowed.includes(role) ? (
                      <>
                        <Check size={15} strokeWidth={1.75} className="inline text-ok-solid" aria-hidden="true" />
                        <span className="sr-only">yes</span>
                      </>
                    ) : (
                      <>
                        <span className="inline-block h-px w-2.5 bg-line-ui align-middle" aria-hidden="true" />
                        <span className="sr-only">no</span>
                      </>
                    )}
                  </Cell>
                ))}
              </Row>
            ))}
          </TableBody>
        ))}
      </Table>
    </section>
  )
}
