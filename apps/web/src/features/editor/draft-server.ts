import type { AppRouter } from '@patchbay/api/router'
import type { DraftServer, RemoteChange, SendAnswer } from '@patchbay/editor/session-types'
import type { TRPCClient } from '@trpc/client'
import { troubleOf } from '../shared/trouble.ts'

/** The draft of one flow, as the API keeps it. */
export function createDraftServer(client: TRPCClient<AppRouter>, id: string): DraftServer {
  const changesSince = async (revision: number): Promise<readonly RemoteChange[] | 'lost' | null> => {
    try {
      const { complete, changes } = await client.flows.changesSince.query({ id, revision })
      return complete ? changes : 'lost'
    } catch {
      return null
    }
  }
  return {
    changesSince,
    async send({ id: batchId, revision, operations }): Promise<SendAnswer> {
      try {
        const batch = { id, revision, operations: [...operations], batchId }
        return { kind: 'saved', ...(await client.flows.applyOperations.mutate(batch)) }
      } catch (error) {
        const trouble = troubleOf(error)
        if (trouble.kind === 'conflict') {
          const changes = await changesSince(revision)
          return changes === null ? { kind: 'offline' } : { kind: 'behind', changes }
        }
        const message = trouble.problems[0]?.message ?? trouble.message
        if (trouble.kind === 'invalid')
          return { kind: 'refused', message: message ?? 'The server refused this change.' }
        if (trouble.kind === 'forbidden' || trouble.kind === 'not_found' || trouble.kind === 'signed_out') {
          return { kind: 'stopped', message: message ?? 'This draft cannot be saved any more.' }
        }
        return { kind: 'offline' }
      }
    },
    async load() {
      try {
        const { draft, draftRevision } = await client.flows.get.query({ id })
        return { document: draft, revision: draftRevision }
      } catch {
        return null
      }
    },
  }
}
