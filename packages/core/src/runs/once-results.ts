import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { type Patience, persevere } from '@patchbay/db/persevere'
import { onceResult } from '@patchbay/db/schema'
import { isAway } from '@patchbay/db/store-error'
import type { Json } from '@patchbay/flow/json'
import { eq } from 'drizzle-orm'

type Place = { workspaceId: string; runId: string; stepRunId: string; generation: number }

/**
 * Checkpoints of the calls inside one action, by name. Of every generation: one that failed half-way leaves calls behind
 * that did go through, and those must not be made again under the next key. The name tells what was asked for, so that
 * none serves an input that was changed since. The newest of a name stands.
 */
export async function loadOnceResults(db: Database, place: Omit<Place, 'generation'>): Promise<Map<string, Json>> {
  const rows = await inWorkspace(db, place.workspaceId, (tx) =>
    tx
      .select({ name: onceResult.name, result: onceResult.result })
      .from(onceResult)
      .where(eq(onceResult.stepRunId, place.stepRunId))
      .orderBy(onceResult.generation),
  )
  return new Map(rows.map((row) => [row.name, row.result]))
}

/** A call that went through is known here alone until then: a database that is away for a moment is waited for. */
export async function storeOnceResult(
  db: Database,
  of: { place: Place; patience: Patience },
  call: { name: string; result: Json },
): Promise<void> {
  await persevere(of.patience, isAway, () =>
    inWorkspace(db, of.place.workspaceId, (tx) =>
      tx
        .insert(onceResult)
        .values({ ...of.place, ...call })
        .onConflictDoNothing(),
    ),
  )
}
