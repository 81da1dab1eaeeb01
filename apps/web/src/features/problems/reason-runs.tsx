'use client'

import { Button } from '@patchbay/ui/button'
import { Checkbox } from '@patchbay/ui/checkbox'
import { cn } from '@patchbay/ui/cn'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '@patchbay/ui/table'
import Link from 'next/link'
import { useState } from 'react'
import type { EditPreview, ProblemRun, ReasonDetail } from '../../trpc/types.ts'
import { sentWhole, sentWords } from './sent-words.ts'
import type { Choice } from './use-choice.ts'

const SHOWN = 6

export type ReasonRunsProps = {
  detail: ReasonDetail
  choice: Choice
  field: string | null
  /** Whether the vendor refused that very field. */
  named: boolean
  preview: EditPreview | undefined
}

/** The runs of a reason: what was sent, and what would be. */
export function ReasonRuns(props: ReasonRunsProps) {
  const { detail, choice } = props
  const [all, setAll] = useState(false)
  const shown = all ? detail.runs : detail.runs.slice(0, SHOWN)
  const rest = detail.reason.runs - shown.length
  return (
    <div className="min-w-0 border-line xl:border-r max-xl:border-b">
      <div className="max-md:hidden">
        <RunTable {...props} runs={shown} />
      </div>
      <RunList {...props} runs={shown} />
      {rest > 0 || all ? (
        <p className="flex items-center gap-2 border-line border-t px-4 py-1.5 text-small">
          {rest > 0 ? (
            <span className="text-ink-3">
              {rest.toLocaleString('en-GB')} more{choice.all === true ? ', all chosen' : ''}
            </span>
          ) : null}
          {!all && detail.runs.length > SHOWN ? (
            <Button size="sm" variant="quiet" className="text-signal" onClick={() => setAll(true)}>
              {detail.runs.length < detail.reason.runs
                ? `Show the newest ${detail.runs.length}`
                : `Show all ${detail.runs.length}`}
            </Button>
          ) : null}
        </p>
      ) : null}
    </div>
  )
}

type RunsProps = ReasonRunsProps & { runs: ProblemRun[] }

function RunTable({ detail, choice, field, named, preview, runs }: RunsProps) {
  const sends = field !== null && detail.runs.some(({ sent }) => sent !== null)
  return (
    <Table density="dense" gutter="card" className="table-fixed">
      <TableHead sticky={false}>
        <tr>
          <HeadCell className="w-10">
            <Checkbox label="All runs of this reason" checked={choice.all} onCheckedChange={choice.toggleAll} />
          </HeadCell>
          <HeadCell className="w-36">Run</HeadCell>
          <HeadCell>{sends ? 'Sent' : 'What was said'}</HeadCell>
          {sends ? <HeadCell>Would send</HeadCell> : null}
          <HeadCell number className="w-24">
            {detail.reason.kind === 'held' ? 'Held' : 'Failed'}
          </HeadCell>
        </tr>
      </TableHead>
      <TableBody>
        {runs.map((run) => (
          <Row key={run.problemId}>
            <Cell>
              <Checkbox
                label={`Choose ${run.subject ?? 'this run'}`}
                checked={choice.has(run.problemId)}
                onCheckedChange={() => choice.toggle(run.problemId)}
              />
            </Cell>
            <Cell strong className="truncate">
              <Link href={`/runs/${run.runId}`} className="hover:underline">
                {run.subject ?? 'A run'}
              </Link>
            </Cell>
            <Cell className="truncate" title={sends ? sentWhole(run.sent, field) : run.message}>
              {sends ? <span className={named ? 'text-bad' : ''}>{sentWords(run.sent, field)}</span> : run.message}
            </Cell>
            {sends ? (
              <Cell className="truncate">
                <WouldSend run={run} field={field} preview={preview} />
              </Cell>
            ) : null}
            <Cell number quiet>
              <RelativeTime at={run.lastAt} />
            </Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  )
}

function RunList({ choice, field, named, preview, runs }: RunsProps) {
  return (
    <ul className="md:hidden">
      {runs.map((run) => (
        <li key={run.problemId} className="flex items-start gap-3 border-line border-b px-4 py-2.5 last:border-b-0">
          <Checkbox
            label={`Choose ${run.subject ?? 'this run'}`}
            checked={choice.has(run.problemId)}
            onCheckedChange={() => choice.toggle(run.problemId)}
            className="mt-0.5"
          />
          <div className="min-w-0 flex-1">
            <p className="flex items-baseline gap-2">
              <Link href={`/runs/${run.runId}`} className="min-w-0 flex-1 truncate font-medium">
                {run.subject ?? 'A run'}
              </Link>
              <RelativeTime at={run.lastAt} className="text-ink-3 text-small" />
            </p>
            <p className={cn('truncate text-small', (run.sent === null || field === null || named) && 'text-bad')}>
              {run.sent === null || field === null ? run.message : sentWords(run.sent, field)}
            </p>
            {preview === undefined ? null : (
              <p className="truncate text-small">
                <WouldSend run={run} field={field} preview={preview} />
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}

function WouldSend({
  run,
  field,
  preview,
}: {
  run: ProblemRun
  field: string | null
  preview: EditPreview | undefined
}) {
  if (run.unresolved) return <span className="text-ink-3">as it is: it may have gone through</span>
  const told = preview?.[run.problemId]
  if (told === undefined) return <span className="text-ink-3">{preview === undefined ? 'the same' : '…'}</span>
  if (told.error !== null) return <span className="text-attn">{told.error}</span>
  return sentWords(told.input, field)
}
