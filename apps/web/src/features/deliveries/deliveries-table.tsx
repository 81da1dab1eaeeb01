'use client'

import { ClockTime, RelativeTime } from '@patchbay/ui/relative-time'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { StateLabel } from '@patchbay/ui/state-label'
import { Cell, HeadCell, Row, RowListItem, Table, TableBody, TableHead } from '@patchbay/ui/table'
import { VendorMark } from '@patchbay/ui/vendor-tile'
import Link from 'next/link'
import type { DeliverySummary } from '../../trpc/types.ts'
import { deliveryState, deliveryWord } from '../shared/states.ts'
import { bytesWords } from '../shared/words.ts'
import { originWords, outcomeWords } from './delivery-words.ts'

export type DeliveriesTableProps = {
  items: DeliverySummary[]
  openedId: string | null
  onOpen: (id: string) => void
}

export function DeliveriesTable({ items, openedId, onOpen }: DeliveriesTableProps) {
  return (
    <>
      <Table className="max-md:hidden" density="dense">
        <TableHead>
          <tr>
            <HeadCell>Outcome</HeadCell>
            <HeadCell>Event</HeadCell>
            <HeadCell>Flow</HeadCell>
            <HeadCell>What happened</HeadCell>
            <HeadCell>Runs</HeadCell>
            <HeadCell number className="max-lg:hidden">
              Size
            </HeadCell>
            <HeadCell number sort="descending">
              Received
            </HeadCell>
          </tr>
        </TableHead>
        <TableBody>
          {items.map((item) => (
            <DeliveryRow key={item.id} item={item} opened={item.id === openedId} onOpen={() => onOpen(item.id)} />
          ))}
        </TableBody>
      </Table>
      <ul className="md:hidden">
        {items.map((item) => (
          <li key={item.id}>
            <button type="button" className="focus-inset block w-full" onClick={() => onOpen(item.id)}>
              <RowListItem
                glyph={<StateGlyph state={deliveryState[item.state]} label={deliveryWord[item.state]} />}
                title={originWords(item)}
                aside={<RelativeTime at={item.receivedAt} />}
                second={outcomeWords(item)}
                foot={deliveryWord[item.state]}
                footAside={item.flow?.name}
              />
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

function DeliveryRow({ item, opened, onOpen }: { item: DeliverySummary; opened: boolean; onOpen: () => void }) {
  return (
    <Row
      interactive
      selected={opened}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('a, button') === null) onOpen()
      }}
    >
      <Cell>
        <StateLabel state={deliveryState[item.state]}>{deliveryWord[item.state]}</StateLabel>
      </Cell>
      <Cell>
        <button
          type="button"
          data-row=""
          onClick={onOpen}
          className="inline-flex items-center gap-2 rounded-1 align-middle font-medium hover:underline"
        >
          {item.connector === null ? null : <VendorMark connector={item.connector} size={14} />}
          {originWords(item)}
        </button>
      </Cell>
      <Cell>{item.flow === null ? <span className="text-ink-3">none</span> : item.flow.name}</Cell>
      <Cell fill quiet title={outcomeWords(item)}>
        {outcomeWords(item)}
      </Cell>
      <Cell>
        {item.runs.length === 0 ? (
          <span className="text-ink-3">–</span>
        ) : (
          <span className="inline-flex items-center gap-2">
            {item.runs.slice(0, 2).map((run) => (
              <Link key={run.id} href={`/runs/${run.id}`} className="text-signal hover:underline">
                {run.subject ?? 'Run'}
              </Link>
            ))}
            {item.runs.length > 2 ? <span className="text-ink-3">+{item.runs.length - 2}</span> : null}
          </span>
        )}
      </Cell>
      <Cell number quiet className="max-lg:hidden">
        {bytesWords(item.bytes)}
      </Cell>
      <Cell number quiet>
        <ClockTime at={item.receivedAt} />
      </Cell>
    </Row>
  )
}
