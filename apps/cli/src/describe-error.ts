import { PatchbayApiError } from '@patchbay/api/client'

/**
 * An error's message and, indented, what of a request does not fit and the messages of its causes. No stack: what a user
 * of a command line needs is what, where and how to mend it.
 */
export function describeError(error: unknown): string {
  const lines: string[] = []
  let indent = ''
  for (let current = error; current !== undefined && current !== null; ) {
    const text = current instanceof Error ? current.message : String(current)
    lines.push(...text.split('\n').map((line) => indent + line))
    indent += '  '
    if (current instanceof PatchbayApiError) lines.push(...detailsOf(current).map((line) => indent + line))
    current = current instanceof Error ? current.cause : null
  }
  return lines.join('\n')
}

function detailsOf({ status, code, problems, idempotencyKey }: PatchbayApiError): string[] {
  const unsure =
    idempotencyKey !== null && (status === 0 || status >= 500)
      ? [`It may have been accepted. To ask again without doing it twice, add: --idempotency-key ${idempotencyKey}`]
      : []
  if (code === 'unreachable') {
    const where = 'If it listens on another port, set PATCHBAY_PORT; if it is elsewhere, PATCHBAY_PUBLIC_URL.'
    return [`Is it running? ${where}`, ...unsure]
  }
  return [...problems.map(({ field, message }) => (field === undefined ? message : `${field}: ${message}`)), ...unsure]
}
