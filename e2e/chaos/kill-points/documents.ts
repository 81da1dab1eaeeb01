/** Flows in the document's own words, as an import of a file would be. */

type Fields = Record<string, unknown>

export const constant = (value: unknown) => ({ kind: 'constant', value })
export const ref = (from: string, ...path: (string | number)[]) => ({ kind: 'reference', ref: { from, path } })
const object = (fields: Fields) => ({ kind: 'object', fields })
const step = (id: string, kind: string) => ({ id, kind, name: id, position: { x: 0, y: 0 } })

/** Impatient, so that a scene is over in seconds. */
const policy = { maxAttempts: 20, initialDelayMs: 200, backoff: 2, maxDelayMs: 2_000, timeoutMs: 4_000 }

const field = { name: 'mark', label: 'Mark', type: 'text', required: true }

/** Begun by a person with its mark, or called by another flow with it. */
export const byPerson = { trigger: { type: 'manual', form: [field] } }
export const byCall = { trigger: { type: 'call', input: [field], output: [] } }

/** `control(id, kind, fields)`: any step in its own words. */
export const control = (id: string, kind: string, fields: Fields = {}) => ({ ...step(id, kind), ...fields })

/** What a flow of a scene is drawn with: calls of the one vendor, told apart by mark and step. */
export function pens(http: string, mark: object = ref('start', 'mark')) {
  const call = (id: string, action: string, input: Fields, more: Fields) => ({
    ...step(id, 'action'),
    connector: 'http',
    action,
    connectionId: http,
    input,
    policy,
    ...more,
  })
  const body = (id: string, item?: object) =>
    object({ mark, step: constant(id), ...(item === undefined ? {} : { item }) })
  const sends = (id: string, item?: object) => ({
    method: constant('POST'),
    url: constant('/do'),
    body: body(id, item),
  })
  return {
    /** Under a key. */
    write: (id: string, { item, ...more }: { item?: object } & Fields = {}) =>
      call(id, 'writeOnce', sends(id, item), more),
    /** Without a key: after an unknown outcome a person is asked. */
    unsafe: (id: string, more: Fields = {}) => call(id, 'write', sends(id), { onUnknown: 'decide', ...more }),
    read: (id: string, { path = '/ask', ...more }: { path?: string } & Fields = {}) =>
      call(id, 'read', { url: constant(path), query: body(id) }, more),
  }
}

/** `drawing('a > b.port > c')`: the port stands after the dot, `out` where there is none. */
export function drawing(start: Fields, steps: object[], ...chains: string[]): object {
  const edges = chains.flatMap((chain) => {
    const places = chain.split('>').map((place) => place.trim())
    return places.slice(1).map((place, index) => {
      const [from = '', port = 'out'] = (places[index] ?? '').split('.')
      const to = place.split('.')[0] ?? ''
      return { id: `${from}_${port}_${to}`, from, port, to }
    })
  })
  return { schemaVersion: 1, notes: [], steps: [{ ...step('start', 'trigger'), ...start }, ...steps], edges }
}
