import { TRPCClientError } from '@trpc/client'
import { at, listOf, textOf } from './read.ts'
import { REFERENCE_HEADER } from './reference-header.ts'

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
  const response = at(error.meta, 'response')
  const reference = response instanceof Response ? response.headers.get(REFERENCE_HEADER) : null
  const code = textOf(at(error.data, 'core', 'code')) ?? textOf(at(error.data, 'code'))
  if (code === undefined) return { kind: 'down', message: null, problems: [], reference }
  const problems = listOf(at(error.data, 'core', 'problems')).map(problemOf)
  return {
    kind: kinds[code] ?? 'broken',
    message: textOf(at(error.data, 'core', 'message')) ?? null,
    problems,
    reference,
  }
}

function problemOf(told: unknown): Trouble['problems'][number] {
  const field = textOf(at(told, 'field'))
  return {
    message: textOf(at(told, 'message')) ?? 'Something does not fit.',
    ...(field === undefined ? {} : { field }),
  }
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
