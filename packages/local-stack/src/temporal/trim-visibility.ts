import { withClient } from '../postgres/roles.ts'

/**
 * Indexes of Temporal's list of workflows for search attributes that Patchbay sets on none, and for sizes and durations
 * that nobody searches by. Each is written at every start and every end of a workflow.
 */
const UNUSED =
  '^by_((temporal_)?(bool|datetime|double|int|keyword|keyword_list|low_cardinality_keyword|text)_[0-9]+|history_length|history_size_bytes|execution_duration|state_transition_count|batcher_user|binary_checksums)$'

/** Takes them away. Lists that ask for such a thing are still right, only slower. Idempotent. */
export async function trimVisibility(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT quote_ident(indexname) AS name FROM pg_indexes
       WHERE schemaname = 'public' AND tablename = 'executions_visibility' AND indexname ~ $1`,
      [UNUSED],
    )
    if (rows.length > 0) await client.query(`DROP INDEX ${rows.map(({ name }) => name).join(', ')}`)
  })
}
