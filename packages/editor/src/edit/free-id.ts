import type { FlowDocument } from '@patchbay/flow/document'

const reserved = new Set(['item', 'run', 'workspace', 'steps'])
const longest = 40

/** A readable id that no step has, nor any cable names: "sendMail", then "sendMail2". */
export function freeId(document: FlowDocument, wish: string, also: readonly string[] = []): string {
  const taken = new Set([
    ...document.steps.map(({ id }) => id),
    ...document.edges.flatMap(({ from, to }) => [from, to]),
    ...reserved,
    ...also,
  ])
  const base = cleaned(wish)
  if (!taken.has(base)) return base
  // A copy of a copy counts on: "label3" after "label2", not "label22".
  const stem = base.replace(/[0-9]+$/, '')
  for (let count = 2; ; count += 1) {
    const id = `${stem.slice(0, longest - String(count).length)}${count}`
    if (!taken.has(id)) return id
  }
}

/** Letters and figures, a small letter first. */
function cleaned(wish: string): string {
  const id = wish.replace(/[^A-Za-z0-9_]/g, '').replace(/^[^A-Za-z]+/, '')
  return id === '' ? 'step' : `${id.charAt(0).toLowerCase()}${id.slice(1, longest)}`
}
