'use client'

import { AvailabilityStrip } from '@patchbay/ui/availability-strip'
import { Badge } from '@patchbay/ui/badge'
import { PlainButton } from '@patchbay/ui/plain-button'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { StateLabel } from '@patchbay/ui/state-label'
import { Cell, HeadCell, Row, RowListItem, Table, TableBody, TableHead } from '@patchbay/ui/table'
import { useNow } from '@patchbay/ui/use-now'
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
  const rare = narrow ? 'max-xl:hidden' : 'max-lg:hidden'
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
              Flows
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
                    <PlainButton
                      data-row=""
                      className="block max-w-full truncate rounded-1 font-medium hover:underline"
                    >
                      {each.name}
                    </PlainButton>
                    <span className="block truncate text-ink-3 text-small">{accountWords(each)}</span>
                  </span>
                </span>
              </Cell>
              <Cell>
                <Kind environment={each.environment} />
              </Cell>
              <Cell>
                <StateOf connection={each} />
              </Cell>
              <Cell className={rare}>
                <AvailabilityStrip slots={stripSlots(each.strip)} />
              </Cell>
              <Cell number className={rare}>
                {new Set(each.usedBy.map((use) => use.flowId)).size}
              </Cell>
              <Cell number quiet>
                <span className={each.unused ? 'text-retry' : undefined}>
                  {each.lastUsedAt === null ? 'never' : <RelativeTime at={each.lastUsedAt} />}
                </span>
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
      <ul className="md:hidden">
        {connections.map((each) => (
          <li key={each.id}>
            <PlainButton className="focus-inset block w-full" onClick={() => onOpen(each.id)}>
              <RowListItem
                glyph={<StateGlyph state={connectionState(each)} label={connectionWord(each)} />}
                title={each.name}
                aside={each.lastUsedAt === null ? 'never used' : <RelativeTime at={each.lastUsedAt} />}
                second={each.unused ? `${accountWords(each)} · unused for 90 days` : accountWords(each)}
                foot={<AvailabilityStrip slots={stripSlots(each.strip)} />}
                footAside={<Kind environment={each.environment} />}
              />
            </PlainButton>
          </li>
        ))}
      </ul>
    </>
  )
}

const SOON_MS = 14 * 86_400_000

/** Its state; or that it ends soon, or that nobody has used it for long, where nothing worse is to be said. */
function StateOf({ connection }: { connection: ConnectionSummary }) {
  const now = useNow(60_000)
  const { state, endsAt, unused } = connection
  if (state !== 'needs_attention' && endsAt !== null && now !== null && endsAt.getTime() - now.getTime() < SOON_MS) {
    return (
      <StateLabel state="retrying">
        <span>
          Ends <RelativeTime at={endsAt} />
        </span>
      </StateLabel>
    )
  }
  if (state === 'working' && unused) return <StateLabel state="queued">Unused for 90 days</StateLabel>
  return <StateLabel state={connectionState(connection)}>{connectionWord(connection)}</StateLabel>
}

/** "HubSpot · signed in" */
function accountWords({ connectorTitle, environment, method }: ConnectionSummary): string {
  const how = environment === 'sandbox' ? 'built in' : method === 'sign_in' ? 'signed in' : 'by key'
  return `${connectorTitle} · ${how}`
}

export function Kind({ environment }: { environment: 'live' | 'sandbox' }) {
  return <Badge kind={environment}>{environment === 'live' ? 'Live' : 'Sandbox'}</Badge>
}
