import type { Queries } from '@patchbay/db/database'
import { apiKey, approval, connection, decision, flow, run } from '@patchbay/db/schema'
import { eq, inArray } from 'drizzle-orm'

export type Subject = { subjectKind: string; subjectId: string }

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What the things of audit entries are called now, by their id; what is gone has no name here. */
export async function subjectNames(tx: Queries, entries: readonly Subject[]): Promise<Map<string, string>> {
  const idsOf = (kind: string) => [
    ...new Set(
      entries.filter((one) => one.subjectKind === kind && UUID.test(one.subjectId)).map((one) => one.subjectId),
    ),
  ]
  const names = new Map<string, string>()
  const keep = (rows: { id: string; name: string | null }[]) => {
    for (const { id, name } of rows) if (name !== null) names.set(id, name)
  }
  const [flows, connections, keys] = [idsOf('flow'), idsOf('connection'), idsOf('api_key')]
  if (flows.length > 0)
    keep(await tx.select({ id: flow.id, name: flow.name }).from(flow).where(inArray(flow.id, flows)))
  if (connections.length > 0) {
    keep(
      await tx
        .select({ id: connection.id, name: connection.name })
        .from(connection)
        .where(inArray(connection.id, connections)),
    )
  }
  if (keys.length > 0) {
    keep(await tx.select({ id: apiKey.id, name: apiKey.name }).from(apiKey).where(inArray(apiKey.id, keys)))
  }
  const runs = idsOf('run')
  if (runs.length > 0) {
    keep(await tx.select({ id: run.id, name: run.subject }).from(run).where(inArray(run.id, runs)))
  }
  const decisions = idsOf('decision')
  if (decisions.length > 0) {
    const rows = tx
      .select({ id: decision.id, name: run.subject })
      .from(decision)
      .innerJoin(run, eq(run.id, decision.runId))
    keep(await rows.where(inArray(decision.id, decisions)))
  }
  const approvals = idsOf('approval')
  if (approvals.length > 0) {
    const rows = tx
      .select({ id: approval.id, name: run.subject })
      .from(approval)
      .innerJoin(run, eq(run.id, approval.runId))
    keep(await rows.where(inArray(approval.id, approvals)))
  }
  return names
}
