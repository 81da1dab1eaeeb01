import type { Reference } from '@patchbay/flow/mapping'

/** A reference as JSONata: `steps.order.lines[0].sku`, `item.qty`, `run.now`. */
export function writePath({ from, path }: Reference): string {
  const root = from === 'item' || from === 'run' || from === 'workspace' ? from : `steps.${writeName(from)}`
  return root + path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${writeName(part)}`)).join('')
}

/** The reference at `at` and where it ends; null when none stands there. */
export function readPath(source: string, at: number): { ref: Reference; end: number } | null {
  const root = matchAt(/(steps\.|item|run|workspace)/y, source, at)
  if (root === null) return null
  let end = at + root.length
  let from = root
  if (root === 'steps.') {
    const id = matchAt(NAME, source, end)
    if (id === null) return null
    from = readName(id)
    end += id.length
  }
  const path: Reference['path'] = []
  for (;;) {
    const index = matchAt(/\[-?\d+\]/y, source, end)
    if (index !== null) {
      path.push(Number(index.slice(1, -1)))
      end += index.length
      continue
    }
    const name = source[end] === '.' ? matchAt(NAME, source, end + 1) : null
    if (name === null) break
    path.push(readName(name))
    end += 1 + name.length
  }
  // `itemised` is a name of its own and no `item`.
  if (matchAt(/[\w`]/y, source, end) !== null) return null
  return { ref: { from, path }, end }
}

/** Names below an element: `price`, `variant.sku`. */
export function writeNames(names: readonly string[]): string {
  return names.map(writeName).join('.')
}

export function readNames(source: string, at: number): { names: string[]; end: number } | null {
  const names: string[] = []
  let end = at
  for (;;) {
    const name = matchAt(NAME, source, end)
    if (name === null) break
    names.push(readName(name))
    end += name.length
    if (source[end] !== '.' || matchAt(NAME, source, end + 1) === null) break
    end += 1
  }
  return names.length === 0 ? null : { names, end }
}

export function matchAt(pattern: RegExp, source: string, at: number): string | null {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0] ?? null
}

const NAME = /[A-Za-z_]\w*|`[^`]+`/y
const WORDS = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function'])

function writeName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) && !WORDS.has(name) ? name : `\`${name.replaceAll('`', '')}\``
}

const readName = (name: string) => (name.startsWith('`') ? name.slice(1, -1) : name)
