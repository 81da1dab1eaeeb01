import { readBlob } from '@patchbay/db/blobs'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { payload, run, stepRun } from '@patchbay/db/schema'
import { and, eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { redactJsonStream } from './redact-json-stream.ts'

export type PayloadToOpen = { runId: string } & ({ of: 'item' } | { of: 'input' | 'output'; stepRunId: string })

export type OpenedPayload = {
  /** Of the stored value; what is streamed differs where secrets are covered. */
  bytes: number
  /** JSON in UTF-8, piece by piece. */
  stream: AsyncGenerator<Uint8Array>
}

/** A whole value, however large, as a stream in which values of fields named like secrets are covered. */
export async function openPayload(
  ctx: Pick<CoreContext, 'db'>,
  principal: Principal,
  input: PayloadToOpen,
): Promise<Result<OpenedPayload>> {
  const allowed = authorise(principal, 'run.read')
  if (!allowed.ok) return allowed
  const { workspaceId } = principal
  const found = await inWorkspace(ctx.db, workspaceId, async (tx) => {
    const ids =
      input.of === 'item'
        ? await tx.select({ id: run.itemPayloadId }).from(run).where(eq(run.id, input.runId))
        : await tx
            .select({ id: input.of === 'input' ? stepRun.inputPayloadId : stepRun.outputPayloadId })
            .from(stepRun)
            .where(and(eq(stepRun.id, input.stepRunId), eq(stepRun.runId, input.runId)))
    const id = ids[0]?.id ?? null
    if (id === null) return undefined
    const rows = await tx
      .select({ json: payload.json, blobId: payload.blobId, bytes: payload.bytes })
      .from(payload)
      .where(eq(payload.id, id))
    return rows[0]
  })
  if (found === undefined) return fail('not_found', 'This value is not kept, or not any more.')
  const pieces = found.blobId === null ? whole(found.json) : readBlob(ctx.db, { workspaceId, blobId: found.blobId })
  return ok({ bytes: found.bytes, stream: redactJsonStream(pieces) })
}

async function* whole(json: unknown): AsyncGenerator<Uint8Array> {
  yield Buffer.from(JSON.stringify(json))
}
