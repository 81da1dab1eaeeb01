'use client'

import { Badge } from '@patchbay/ui/badge'
import { BarStrip } from '@patchbay/ui/bar-strip'
import { cn } from '@patchbay/ui/cn'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { Cell, HeadCell, Row, RowListItem, Table, TableBody, TableHead } from '@patchbay/ui/table'
import { VendorMark } from '@patchbay/ui/vendor-tile'
import { Folder } from 'lucide-react'
import Link from 'next/link'
import { Fragment, useState } from 'react'
import type { FlowSummary } from '../../trpc/types.ts'
import { counted } from '../shared/words.ts'
import type { Grouped } from './flow-groups.ts'
import { FlowRowMenu } from './flow-row-menu.tsx'
import { FlowSwitch } from './flow-switch.tsx'
import { SwitchOffForm } from './switch-off-form.tsx'

const COLUMNS = 9

export type FlowsTableProps = {
  groups: Grouped<FlowSummary>[]
  /** Every folder there is, to be chosen from. */
  folders: readonly string[]
}

export function FlowsTable({ groups, folders }: FlowsTableProps) {
  const titled = groups.length > 1 || groups[0]?.folder !== null
  return (
    <>
      <Table className="max-md:hidden">
        <TableHead>
          <tr>
            <HeadCell>On</HeadCell>
            <HeadCell>Flow</HeadCell>
            <HeadCell className="max-xl:hidden">Apps</HeadCell>
            <HeadCell>Starts with</HeadCell>
            <HeadCell className="max-xl:hidden">Last 24 hours</HeadCell>
            <HeadCell number>Runs</HeadCell>
            <HeadCell number>Failed</HeadCell>
            <HeadCell number>Last run</HeadCell>
            <HeadCell>
              <span className="sr-only">More</span>
            </HeadCell>
          </tr>
        </TableHead>
        <TableBody>
          {groups.map((group) => (
            <Fragment key={group.folder ?? ''}>
              {titled ? <FolderRow group={group} /> : null}
              {group.flows.map((flow) => (
                <FlowRow key={flow.id} flow={flow} folders={folders} />
              ))}
            </Fragment>
          ))}
        </TableBody>
      </Table>
      <ul className="md:hidden">
        {groups
          .flatMap((group) => group.flows)
          .map((flow) => (
            <li key={flow.id}>
              <PhoneFlow flow={flow} />
            </li>
          ))}
      </ul>
    </>
  )
}

function FolderRow({ group }: { group: Grouped<FlowSummary> }) {
  return (
    <tr>
      <th scope="rowgroup" colSpan={COLUMNS} className="h-7.5 border-line border-b bg-surface-2 text-left">
        <span className="inline-flex items-center gap-2 font-semibold">
          <Folder size={14} strokeWidth={1.75} className="text-ink-3" aria-hidden="true" />
          {group.folder ?? 'Without a folder'}
          <span className="font-normal text-ink-3">{group.flows.length}</span>
        </span>
      </th>
    </tr>
  )
}

function FlowRow({ flow, folders }: { flow: FlowSummary; folders: readonly string[] }) {
  const [asking, setAsking] = useState(false)
  const open = asking && flow.enabled
  const ground = open ? '[&>td]:bg-surface-2 [&>td]:border-b-transparent' : ''
  return (
    <>
      <Row className={ground}>
        <Cell>
          <FlowSwitch flow={flow} onAskOff={() => setAsking(true)} />
        </Cell>
        <Cell fill>
          <span className="flex items-center gap-2">
            <Link data-row="" href={`/flows/${flow.id}`} className="truncate hover:underline">
              {flow.name}
            </Link>
            {flow.version === null ? <Badge>draft</Badge> : <Badge>v{flow.version}</Badge>}
            {flow.held === 0 ? null : <Badge kind="attn">{heldWords(flow)}</Badge>}
            <span className="min-w-0 shrink-99 truncate text-ink-3 text-small">{asideOf(flow)}</span>
          </span>
        </Cell>
        <Cell className="max-xl:hidden">
          <span className="flex gap-1.5">
            {flow.connectors.slice(0, 5).map((connector) => (
              <VendorMark key={connector} connector={connector} size={14} />
            ))}
          </span>
        </Cell>
        <Cell cut title={flow.start ?? undefined} className="text-ink-2 max-xl:max-w-40">
          {flow.start ?? <span className="text-ink-3">nothing yet</span>}
        </Cell>
        {flow.enabled ? (
          <Cell className="max-xl:hidden">
            <BarStrip values={flow.last24h.byHour} label={`Runs of ${flow.name}`} />
          </Cell>
        ) : (
          <OffCell flow={flow} />
        )}
        <Cell number>{flow.last24h.runs.toLocaleString('en-GB')}</Cell>
        <Cell number className={flow.last24h.failed > 0 ? 'text-bad' : 'text-ink-3'}>
          {flow.last24h.failed.toLocaleString('en-GB')}
        </Cell>
        <Cell number quiet>
          {flow.lastRunAt === null ? 'never' : <RelativeTime at={flow.lastRunAt} />}
        </Cell>
        <Cell>
          <FlowRowMenu flow={flow} folders={folders} />
        </Cell>
      </Row>
      {open ? <SwitchOffRow flow={flow} onDone={() => setAsking(false)} /> : null}
    </>
  )
}

/** What waits for it to be switched on again. */
const heldWords = ({ held }: FlowSummary): string => `${counted(held, 'event')} held`

/** What waits in its draft, and that it plays in the sandbox. */
function asideOf(flow: FlowSummary): string {
  const draft = flow.draftChanges === 0 ? null : `${counted(flow.draftChanges, 'change')} in the draft`
  const sandbox = flow.environment === 'sandbox' ? 'in the sandbox' : null
  return [draft, sandbox].filter((words) => words !== null).join(' · ')
}

/** Why it is off, since when, by whom: never silently. */
function OffCell({ flow }: { flow: FlowSummary }) {
  return (
    <Cell className="max-w-56 text-ink-2 max-xl:hidden">
      <span className="block truncate" title={flow.switchReason ?? undefined}>
        <OffWords flow={flow} />
      </span>
    </Cell>
  )
}

function OffWords({ flow }: { flow: FlowSummary }) {
  if (flow.switchedAt === null) return <>Off, never switched on</>
  return (
    <>
      Off since <RelativeTime at={flow.switchedAt} />
      {flow.switchReason === null ? '' : `, ${flow.switchReason}`}
      {flow.switchedBy === null ? null : <span className="text-ink-3"> · {flow.switchedBy}</span>}
    </>
  )
}

function SwitchOffRow({ flow, onDone }: { flow: FlowSummary; onDone: () => void }) {
  return (
    <tr>
      <td colSpan={COLUMNS} className="border-line border-b bg-surface-2 pb-4">
        <div className="flex flex-wrap items-start gap-x-8 gap-y-2 pl-11">
          <div className="w-52">
            <b>Switch off {flow.name}?</b>
            <p className="text-ink-2 text-small">Runs under way go on to their end.</p>
          </div>
          <div className="min-w-80 flex-1">
            <SwitchOffForm flow={flow} onDone={onDone} inline />
          </div>
        </div>
      </td>
    </tr>
  )
}

function PhoneFlow({ flow }: { flow: FlowSummary }) {
  return (
    <div className="flex items-center border-line border-b pr-4">
      <Link href={`/flows/${flow.id}`} className={cn('focus-inset min-w-0 flex-1 [&>span]:border-b-0')}>
        <RowListItem
          title={flow.name}
          second={flow.enabled ? (flow.start ?? 'Nothing starts it yet') : <OffWords flow={flow} />}
          foot={
            <span className="text-ink-3">
              {counted(flow.last24h.runs, 'run')}, {flow.last24h.failed} failed
              {flow.held === 0 ? null : <span className="text-attn">, {heldWords(flow)}</span>}
            </span>
          }
          footAside={flow.lastRunAt === null ? 'never ran' : <RelativeTime at={flow.lastRunAt} />}
        />
      </Link>
      <FlowSwitch flow={flow} />
    </div>
  )
}
