import type { FlowDocument } from '@patchbay/flow/document'
import { migrate } from '@patchbay/flow/migrate'
import { z } from 'zod'
import { fail, ok, type Result } from '../result.ts'

/** Which account a document means by an id of the workspace that it was exported from. */
export type FileConnection = { connector: string; name: string; environment: 'live' | 'sandbox' }

/**
 * A flow as a file. Ids of connections in its document mean nothing elsewhere: `connections` says what each of them was,
 * so that whoever imports it can choose one of their own. Never a credential.
 */
export type FlowFile = {
  patchbay: 'flow'
  name: string
  version: number | null
  connections: Record<string, FileConnection>
  document: FlowDocument
}

const File = z.object({
  patchbay: z.literal('flow'),
  name: z.string().default('Imported flow'),
  version: z.int().nullable().default(null),
  connections: z
    .record(z.string(), z.object({ connector: z.string(), name: z.string(), environment: z.enum(['live', 'sandbox']) }))
    .default({}),
  document: z.unknown(),
})

/** Reads a file of this or an earlier release; a bare document is taken as well. */
export function readFlowFile(raw: unknown): Result<FlowFile> {
  const isBare = typeof raw === 'object' && raw !== null && 'schemaVersion' in raw
  const file = File.safeParse(isBare ? { patchbay: 'flow', document: raw } : raw)
  if (!file.success) return fail('invalid', 'This is no file of a flow. Choose one that Patchbay exported.')
  const document = migrate(file.data.document)
  if (document.ok) return ok({ ...file.data, document: document.value })
  const [first] = document.error
  return fail('invalid', `The flow in this file cannot be read. ${first?.message ?? ''}`.trim(), {
    problems: document.error,
  })
}
