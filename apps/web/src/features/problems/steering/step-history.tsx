'use client'

import { JsonTree } from '@patchbay/ui/json-tree'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { useQuery } from '@tanstack/react-query'
import { useTrpc } from '../../../trpc/client.ts'
import type { StepRunView } from '../../../trpc/types.ts'
import { errorWords } from '../../shared/error-words.ts'
import { stateOf } from '../../shared/states.ts'

const did = {
  edited: 'changed what is sent',
  supplied: 'supplied the output',
  skipped: 'skipped it',
  done_again: 'had it done again',
} as const

/** What a step was before somebody took it back; nothing where nobody has. */
export function StepHistory({ runId, row }: { runId: string; row: StepRunView }) {
  const trpc = useTrpc()
  const history = useQuery(trpc.runs.stepHistory.queryOptions({ runId, stepRunId: row.id })).data ?? []
  if (history.length === 0) return null
  return (
    <section className="border-line border-t px-4 pt-3.5">
      <h3 className="mb-2 text-h3">Before</h3>
      <ul className="flex flex-col gap-3">
        {history.map((one) => (
          <li key={one.id} className="flex gap-2">
            <StateGlyph state={stateOf(one.state)} className="mt-0.5 flex-none" label />
            <div className="min-w-0 flex-1">
              <p>
                {one.replacedBy} {did[one.why]}, <RelativeTime at={one.replacedAt} />
              </p>
              {one.error === null ? null : <p className="text-ink-2 text-small">{errorWords(one.error)}</p>}
              {one.input === null ? null : <JsonTree label="What had been sent" value={one.input} open={1} />}
              {one.output === null ? null : <JsonTree label="What it had given" value={one.output} open={1} />}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
