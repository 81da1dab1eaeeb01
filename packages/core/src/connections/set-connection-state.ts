import type { Queries } from '@patchbay/db/database'
import { type ConnectionState, connection } from '@patchbay/db/schema'
import { and, eq, ne, or, sql } from 'drizzle-orm'

/** `stateSince` moves only when the state does. `onlyFrom`: changes nothing in another state. True when anything changed. */
export async function setConnectionState(
  tx: Queries,
  connectionId: string,
  to: { state: ConnectionState; reason: string | null; account?: string | null; onlyFrom?: ConnectionState },
): Promise<boolean> {
  const changed = await tx
    .update(connection)
    .set({
      state: to.state,
      stateReason: to.reason,
      stateSince: sql`CASE WHEN ${connection.state} = ${to.state} THEN ${connection.stateSince} ELSE now() END`,
      ...(to.account ? { account: to.account } : {}),
    })
    .where(
      and(
        eq(connection.id, connectionId),
        to.onlyFrom === undefined ? undefined : eq(connection.state, to.onlyFrom),
        or(
          ne(connection.state, to.state),
          sql`${connection.stateReason} IS DISTINCT FROM ${to.reason}`,
          to.account ? sql`${connection.account} IS DISTINCT FROM ${to.account}` : undefined,
        ),
      ),
    )
    .returning({ id: connection.id })
  return changed.length > 0
}
