import type { SimRequest } from './types.ts'

/** The body by its content type: JSON, a form with `a[b][0]=c` nesting, or text. `null` when empty, `undefined` when it does not parse. */
export function readBody(request: Pick<SimRequest, 'headers' | 'body'>): unknown {
  const text = new TextDecoder().decode(request.body)
  if (text === '') return null
  const type = request.headers['content-type'] ?? ''
  if (type.includes('x-www-form-urlencoded')) return decodeForm(text)
  if (!type.includes('json')) return text
  try {
    return JSON.parse(text)
  } catch {
    // The caller answers as its vendor does to broken JSON.
    return undefined
  }
}

/** `a[b][0]=c` to `{ a: { b: ['c'] } }`; every leaf stays a string. */
export function decodeForm(text: string): Record<string, unknown> {
  const root: Tree = {}
  for (const [name, value] of new URLSearchParams(text)) {
    const keys = [...name.matchAll(/[^[\]]+|\[\]/g)].map((match) => match[0])
    place(root, keys, value)
  }
  return Object.fromEntries(Object.entries(root).map(([key, node]) => [key, settle(node)]))
}

type Tree = { [key: string]: Tree | string }

function place(node: Tree, keys: string[], value: string): void {
  const [first, ...rest] = keys
  if (first === undefined) return
  const key = first === '[]' ? String(Object.keys(node).length) : first
  if (rest.length === 0) {
    node[key] = value
    return
  }
  const found = node[key]
  const child: Tree = typeof found === 'object' ? found : {}
  node[key] = child
  place(child, rest, value)
}

function settle(node: Tree | string): unknown {
  if (typeof node === 'string') return node
  const keys = Object.keys(node)
  const isList = keys.length > 0 && keys.every((key, i) => key === String(i))
  if (isList) return keys.map((key) => settle(node[key] ?? ''))
  return Object.fromEntries(keys.map((key) => [key, settle(node[key] ?? '')]))
}
