import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { onceResult } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { and, eq } from 'drizzle-orm'

type Place = { workspaceId: string; runId: string; stepRunId: string; generation: number }

/** Checkpoints of the calls inside one action, by name. */
export async function loadOnceResults(db: Database, place: Place): Promise<Map<string, Json>> {
  const rows = await inWorkspace(db, place.workspaceId, (tx) =>
    tx
      .select({ name: onceResult.name, result: onceResult.result })
      .from(onceResult)
      .where(and(eq(onceResult.stepRunId, place.stepRunId), eq(onceResult.generation, place.generation))),
  )
  return new Map(rows.map((row) => [row.name, row.result]))
}

export async function storeOnceResult(db: Database, place: Place, name: string, result: Json): Promise<void> {
  await inWorkspace(db, place.workspaceId, (tx) =>
    tx
      .insert(onceResult)
      .values({ ...place, name, result })
      .onConflictDoNothing(),
  )
}
