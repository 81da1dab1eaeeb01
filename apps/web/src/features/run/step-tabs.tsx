'use client'

import { type Attempt, AttemptList } from '@patchbay/ui/attempts'
import { Facts, linkClass } from '@patchbay/ui/card'
import { JsonTree } from '@patchbay/ui/json-tree'
import { LogLines } from '@patchbay/ui/log-lines'
import { ClockTime } from '@patchbay/ui/relative-time'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { Tabs } from '@patchbay/ui/tabs'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { RunDetail, StepData, StepRunView } from '../../trpc/types.ts'
import { sizeWords } from '../privacy/size-words.ts'
import { StepHistory } from '../problems/steering/step-history.tsx'
import { errorWords } from '../shared/error-words.ts'
import { QueryView } from '../shared/query-view.tsx'

type StepTab = 'attempts' | 'input' | 'output' | 'log'

/** What keeps a write from being applied twice. */
export type Keeps = 'key' | 'natural' | 'lookup' | 'none'

export function StepTabs({ run, row, keeps }: { run: RunDetail; row: StepRunView; keeps: Keeps | null }) {
  const [tab, setTab] = useState<StepTab>('attempts')
  return (
    <Tabs<StepTab>
      label="Of this step"
      value={tab}
      onValueChange={setTab}
      className="flex-1"
      panelClassName="py-3.5"
      tabs={[
        {
          value: 'attempts',
          label: 'Attempts',
          count: row.attempts.length,
          panel: <Attempts run={run} row={row} keeps={keeps} />,
        },
        { value: 'input', label: 'Input', panel: <Data run={run} row={row} show="input" /> },
        { value: 'output', label: 'Output', panel: <Data run={run} row={row} show="output" /> },
        { value: 'log', label: 'Log', panel: <Data run={run} row={row} show="log" /> },
      ]}
    />
  )
}

function Attempts({ run, row, keeps }: { run: RunDetail; row: StepRunView; keeps: Keeps | null }) {
  return (
    <div className="flex flex-col gap-4">
      {row.attempts.length === 0 ? (
        <p className="px-4 text-ink-3">
          {row.state === 'skipped'
            ? 'It was skipped, so nothing was tried.'
            : WAITS.has(row.kind)
              ? 'It only waits: nothing is tried.'
              : 'It works inside Patchbay: nothing to try again.'}
        </p>
      ) : (
        <AttemptList className="px-4" attempts={row.attempts.map((attempt) => attemptOf(attempt, row))} />
      )}
      {row.intent === null ? null : (
        <Intent
          intent={row.intent}
          keeps={keeps}
          generation={row.attempts.at(-1)?.generation ?? row.intent.generation}
        />
      )}
      <StepHistory runId={run.id} row={row} />
      <StepLog run={run} row={row} />
    </div>
  )
}

const WAITS = new Set(['wait', 'event', 'approval', 'subflow'])

const attemptStates = { succeeded: 'succeeded', failed: 'failed', unknown: 'attention', aborted: 'failed' } as const

function attemptOf(attempt: StepRunView['attempts'][number], row: StepRunView): Attempt {
  const open = attempt.outcome === null
  return {
    number: attempt.number,
    startedAt: attempt.startedAt.toISOString(),
    endedAt: attempt.finishedAt?.toISOString() ?? row.finishedAt?.toISOString() ?? null,
    state: attempt.outcome === null ? 'running' : attemptStates[attempt.outcome],
    message:
      (attempt.error === null ? undefined : errorWords(attempt.error)) ??
      (open ? 'Waiting for an answer' : attempt.outcome === 'aborted' ? 'Broken off' : undefined),
  }
}

/** The record of a write, made before its first byte went out. */
function Intent({
  intent,
  keeps,
  generation,
}: {
  intent: NonNullable<StepRunView['intent']>
  keeps: Keeps | null
  generation: number
}) {
  return (
    <section className="border-line border-t px-4 pt-3.5">
      <h3 className="mb-1 text-h3">Recorded before sending</h3>
      {keeps === null ? null : <p className="mb-2 text-ink-3 text-small">{keptWords[keeps]}</p>}
      <Facts
        items={[
          {
            name: keeps === 'none' ? 'Our own key' : 'Key',
            value: <code className="select-all break-all font-mono text-small">{intent.key}</code>,
          },
          { name: 'First used', value: intent.sentAt === null ? 'not sent yet' : <ClockTime at={intent.sentAt} /> },
          { name: 'Key number', value: generation },
        ]}
      />
    </section>
  )
}

const keptWords: Record<Keeps, string> = {
  key: 'Every try is sent under this key, so the vendor applies it once.',
  natural: 'The same once more changes nothing there, so every try may be sent.',
  lookup: 'The vendor is asked for this key before it is sent once more, so it is applied once.',
  none: 'The vendor takes no key and would apply it again; Patchbay does not send again what went through.',
}

function useStepData(run: RunDetail, row: StepRunView) {
  const trpc = useTrpc()
  return useQuery(trpc.runs.stepData.queryOptions({ runId: run.id, stepRunId: row.id }))
}

function StepLog({ run, row }: { run: RunDetail; row: StepRunView }) {
  const query = useStepData(run, row)
  if (query.data === undefined || query.data.log.length === 0) return null
  return (
    <section className="border-line border-t pt-3.5">
      <h3 className="mb-1 px-4 text-h3">
        Log <span className="font-normal text-ink-3 text-small">all tries</span>
      </h3>
      <Log data={query.data} />
    </section>
  )
}

function Data({ run, row, show }: { run: RunDetail; row: StepRunView; show: 'input' | 'output' | 'log' }) {
  const query = useStepData(run, row)
  return (
    <QueryView query={query} what={`The ${show}`} skeleton={<SkeletonRows rows={4} rowHeight={24} />}>
      {(data) => {
        if (show === 'log') return data.log.length === 0 ? <None>No lines were logged.</None> : <Log data={data} />
        const value = data[show]
        if (value === null) {
          return (
            <None>
              {show === 'input'
                ? 'It takes no input.'
                : row.finishedAt === null
                  ? 'Nothing has come back yet.'
                  : 'Nothing came back.'}
            </None>
          )
        }
        return (
          <div className="px-4">
            <Cut run={run} row={row} of={show} stored={data.stored[show]} />
            <JsonTree label={show === 'input' ? 'Input' : 'Output'} value={value} open={3} />
          </div>
        )
      }}
    </QueryView>
  )
}

/** Of a value too large for a page only the top is shown. */
function Cut({ run, row, of, stored }: CutProps) {
  if (stored === null || stored.whole) return null
  return (
    <p className="mb-2.5 rounded-2 bg-surface-2 px-3 py-2 text-ink-2 text-small">
      This is the top of {sizeWords(stored.bytes)}.{' '}
      <a className={linkClass} href={`/api/runs/${run.id}/value?of=${of}&step=${row.id}`} download>
        Download all of it
      </a>
    </p>
  )
}

type CutProps = { run: RunDetail; row: StepRunView; of: 'input' | 'output'; stored: StepData['stored']['input'] }

function Log({ data }: { data: StepData }) {
  return (
    <LogLines
      label="Log of this step"
      lines={data.log.map((line) => ({
        at: line.at.getTime(),
        level: line.level,
        message: line.message,
        data: line.data ?? undefined,
      }))}
    />
  )
}

const None = ({ children }: { children: string }) => <p className="px-4 text-ink-3">{children}</p>
