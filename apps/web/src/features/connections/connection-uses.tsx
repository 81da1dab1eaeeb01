import { VendorMark } from '@patchbay/ui/vendor-tile'
import Link from 'next/link'
import type { ConnectionSummary } from '../../trpc/types.ts'
import { counted } from '../shared/words.ts'

/** Steps of drafts and live versions that act with it. */
export function ConnectionUses({ connection }: { connection: ConnectionSummary }) {
  const flows = new Set(connection.usedBy.map((use) => use.flowId)).size
  return (
    <section>
      <div className="flex items-baseline justify-between border-line border-b pb-1.5">
        <h3 className="text-h3">Used by</h3>
        <span className="text-ink-3 text-small">
          {counted(flows, 'flow')}, {counted(connection.usedBy.length, 'step')}
        </span>
      </div>
      {connection.usedBy.length === 0 ? (
        <p className="py-2 text-ink-3">No flow uses it.</p>
      ) : (
        <ul>
          {connection.usedBy.map((use) => (
            <li key={`${use.flowId} ${use.stepId}`} className="border-line border-b">
              <Link
                href={`/flows/${use.flowId}?step=${use.stepId}`}
                className="flex min-h-8.5 items-center gap-2 hover:underline"
              >
                <VendorMark connector={connection.connector} size={14} />
                <span className="min-w-0 flex-1 truncate">
                  {use.flowName} › {use.stepName}
                </span>
                {use.held === 0 ? null : <span className="text-attn text-small">{use.held} held</span>}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
