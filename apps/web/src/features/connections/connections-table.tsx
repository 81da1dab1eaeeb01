'use client'

import { AvailabilityStrip } from '@patchbay/ui/availability-strip'
import { Badge } from '@patchbay/ui/badge'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { StateLabel } from '@patchbay/ui/state-label'
import { Cell, HeadCell, Row, RowListItem, Table, TableBody, TableHead } from '@patchbay/ui/table'
import { VendorTile } from '@patchbay/ui/vendor-tile'
import type { ConnectionSummary } from '../../trpc/types.ts'
import { connectionState, connectionWord } from './connection-state.ts'
import { stripSlots } from './strip-slots.ts'

export type ConnectionsTableProps = {
  connections: ConnectionSummary[]
  openedId: string | null
  onOpen: (id: string) => void
  /** The pane beside it takes room. */
  narrow: boolean
}

export function ConnectionsTable({ connections, openedId, onOpen, narrow }: ConnectionsTableProps) {
  const rare = narrow ? 'max-2xl:hidden' : 'max-lg:hidden'
  return (
    <>
      <Table density="tall" className="max-md:hidden">
        <TableHead sticky={false}>
          <tr>
            <HeadCell>Account</HeadCell>
            <HeadCell>Kind</HeadCell>
            <HeadCell>State</HeadCell>
            <HeadCell className={rare}>Last 24 hours</HeadCell>
            <HeadCell number className={rare}>
              Steps
            </HeadCell>
            <HeadCell number>Last used</HeadCell>
          </tr>
        </TableHead>
        <TableBody>
          {connections.map((each) => (
            <Row key={each.id} interactive selected={each.id === openedId} onClick={() => onOpen(each.id)}>
              <Cell fill>
                <span className="flex items-center gap-3">
                  <VendorTile connector={each.connector} size={30} />
                  <span className="min-w-0">
                    <button
                      type="button"
                      data-row=""
                      className="block max-w-full truncate rounded-1 font-medium hover:underline"
                    >
                      {each.name}
                    </button>
                    <span className="block truncate text-ink-3 text-small">{each.connectorTitle}</span>
                  </span>
                </span>
              </Cell>
              <Cell>
                <Kind environment={each.environment} />
              </Cell>
              <Cell>
                <StateLabel state={connectionState[each.state]}>{connectionWord[each.state]}</StateLabel>
              </Cell>
              <Cell className={rare}>
                <AvailabilityStrip slots={stripSlots(each.strip)} />
              </Cell>
              <Cell number className={rare}>
                {each.usedBy.length}
              </Cell>
              <Cell number quiet>
                {each.lastUsedAt === null ? 'never' : <RelativeTime at={each.lastUsedAt} />}
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
      <ul className="md:hidden">
        {connections.map((each) => (
          <li key={each.id}>
            <button type="button" className="focus-inset block w-full" onClick={() => onOpen(each.id)}>
              <RowListItem
                glyph={<StateGlyph state={connectionState[each.state]} label={connectionWord[each.state]} />}
                title={each.name}
                aside={each.lastUsedAt === null ? 'never used' : <RelativeTime at={each.lastUsedAt} />}
                second={each.connectorTitle}
                foot={<AvailabilityStrip slots={stripSlots(each.strip)} />}
                footAside={<Kind environment={each.environment} />}
              />
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

export function Kind({ environment }: { environment: 'live' | 'sandbox' }) {
  return <Badge kind={environment}>{environment === 'live' ? 'Live' : 'Sandbox'}</Badge>
}
