export const EVERY_MS = 10_000
/** A run is shorter than the time between two ticks: only what is caught up comes upon an open run. */
const RUN_MS = 4_000

export const OVERLAPS = ['start', 'skip', 'queue'] as const
const CATCH_UPS_MS = [10_000, 60_000, 3_600_000] as const

export type Overlap = (typeof OVERLAPS)[number]
export type Policy = { overlap: Overlap; catchUpWindowMs: number }

export const POLICIES: readonly Policy[] = CATCH_UPS_MS.flatMap((catchUpWindowMs) =>
  OVERLAPS.map((overlap) => ({ overlap, catchUpWindowMs })),
)

/** A flow that comes round every ten seconds and takes four, written out in the document's own words. */
export function outageFlow({ overlap, catchUpWindowMs }: Policy): object {
  const at = { x: 0, y: 0 }
  const schedule = { kind: 'interval', everyMs: EVERY_MS }
  return {
    schemaVersion: 1,
    steps: [
      {
        id: 'tick',
        kind: 'trigger',
        name: 'Every ten seconds',
        position: at,
        trigger: { type: 'schedule', schedule, overlap, catchUpWindowMs },
      },
      {
        id: 'rest',
        kind: 'wait',
        name: 'Take four seconds',
        position: at,
        wait: { kind: 'duration', ms: { kind: 'constant', value: RUN_MS } },
      },
    ],
    edges: [{ id: 'e1', from: 'tick', port: 'out', to: 'rest' }],
    notes: [],
  }
}
