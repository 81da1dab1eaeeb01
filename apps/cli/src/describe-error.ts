/** An error's message and, indented, those of its causes. No stack: what a user of a command line needs is what, where and how to mend it. */
export function describeError(error: unknown): string {
  const lines: string[] = []
  let indent = ''
  for (let current = error; current !== undefined && current !== null; ) {
    const text = current instanceof Error ? current.message : String(current)
    lines.push(...text.split('\n').map((line) => indent + line))
    indent += '  '
    current = current instanceof Error ? current.cause : null
  }
  return lines.join('\n')
}
