import { TRPCClientError } from '@trpc/client'
import * as z from 'zod/mini'
import { REFERENCE_HEADER } from './reference-header.ts'

const CoreFault = z.object({
  code: z.string(),
  message: z.string(),
  problems: z.optional(z.array(z.object({ message: z.string(), field: z.optional(z.string()) }))),
})
const ErrorData = z.object({ code: z.optional(z.string()), core: z.nullish(CoreFault) })
const WithResponse = z.object({ response: z.instanceof(Response) })

export type Trouble = {
  /** `down`: no answer at all. */
  kind: 'not_found' | 'forbidden' | 'signed_out' | 'invalid' | 'conflict' | 'unavailable' | 'down' | 'broken'
  /** In words a person can act on; null where we have none. */
  message: string | null
  problems: { message: string; field?: string }[]
  /** What the server's log can be searched for. */
  reference: string | null
}

const kinds: Record<string, Trouble['kind']> = {
  not_found: 'not_found',
  NOT_FOUND: 'not_found',
  gone: 'not_found',
  forbidden: 'forbidden',
  FORBIDDEN: 'forbidden',
  unauthenticated: 'signed_out',
  UNAUTHORIZED: 'signed_out',
  invalid: 'invalid',
  BAD_REQUEST: 'invalid',
  UNPROCESSABLE_CONTENT: 'invalid',
  conflict: 'conflict',
  CONFLICT: 'conflict',
  unavailable: 'unavailable',
  SERVICE_UNAVAILABLE: 'unavailable',
}

/** What an error of a call means to the person in front of the page. */
export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof TRPCClientError)) {
    return { kind: 'down', message: error instanceof Error ? error.message : null, problems: [], reference: null }
  }
  const data = ErrorData.safeParse(error.data)
  const meta = WithResponse.safeParse(error.meta)
  const reference = meta.success ? meta.data.response.headers.get(REFERENCE_HEADER) : null
  if (!data.success) return { kind: 'down', message: null, problems: [], reference }
  const core = data.data.core ?? null
  const kind = kinds[core?.code ?? data.data.code ?? ''] ?? 'broken'
  return { kind, message: core?.message ?? null, problems: core?.problems ?? [], reference }
}

/** One sentence for beside a button. */
export function troubleWords(error: unknown): string {
  const trouble = troubleOf(error)
  const first = trouble.problems[0]?.message
  if (trouble.message !== null && trouble.kind !== 'down') return first ?? trouble.message
  if (trouble.kind === 'down') return 'Patchbay did not answer. Nothing was changed. Try again.'
  const reference = trouble.reference === null ? '' : ` Reference ${trouble.reference}.`
  return `That did not work, and nothing was changed. Try again.${reference}`
}
