import type { JsonSchema } from '../manifest.ts'
import type { Contract, HeaderRules } from './contract.ts'
import { bestTemplate } from './match-path.ts'
import { type ContractRow, tableContract } from './table-contract.ts'

export type Recording = {
  request: { method: string; url: string; body: string | null }
  response: { status: number; body: string }
}

/**
 * A contract from recorded exchanges. A body may hold the members that some recording of that operation holds, with a
 * type seen there; nothing is required, since a recording shows what can be, not what must be.
 */
export function harContract(
  recordings: Recording[],
  options: { templates: string[]; headers?: HeaderRules; query?: string[] },
): Contract {
  const rows = new Map<string, RecordedRow>()
  for (const { request, response } of recordings) {
    const url = new URL(request.url)
    const template = bestTemplate(options.templates, url.pathname)
    if (template === null) continue
    const key = `${request.method} ${template}`
    const entry = rows.get(key) ?? newRow(request.method, template)
    rows.set(key, entry)
    entry.row.query = [...new Set([...(entry.row.query ?? options.query ?? []), ...url.searchParams.keys()])]
    if (request.body !== null && request.body !== '') entry.bodies.push(JSON.parse(request.body))
    const answers = entry.answers.get(response.status) ?? []
    entry.answers.set(response.status, [...answers, response.body === '' ? null : JSON.parse(response.body)])
  }
  const table = [...rows.values()].map(({ row, bodies, answers }) => ({
    ...row,
    body: bodies.length === 0 ? null : schemaOf(bodies),
    responses: Object.fromEntries([...answers].map(([status, values]) => [String(status), schemaOf(values)])),
  }))
  return tableContract(table, options.headers === undefined ? {} : { headers: options.headers })
}

type RecordedRow = { row: ContractRow; bodies: unknown[]; answers: Map<number, unknown[]> }

function newRow(method: string, path: string): RecordedRow {
  return { row: { method, path, responses: {} }, bodies: [], answers: new Map() }
}

/** A closed schema that takes just what these values show. A member that was only ever `null` may be anything. */
function schemaOf(values: unknown[]): JsonSchema {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return {}
  const lists = known.filter(Array.isArray)
  const objects = known.filter((value) => typeof value === 'object' && !Array.isArray(value)) as object[]
  const scalars = known.filter((value) => typeof value !== 'object')
  const branches = [
    ...(values.length > known.length ? [{ type: 'null' }] : []),
    ...[...new Set(scalars.map((value) => typeof value))].map((type) => ({ type })),
    ...(lists.length === 0 ? [] : [{ type: 'array', items: schemaOf(lists.flat()) }]),
    ...(objects.length === 0 ? [] : [{ type: 'object', additionalProperties: false, properties: membersOf(objects) }]),
  ]
  return branches.length === 1 ? (branches[0] ?? {}) : { anyOf: branches }
}

function membersOf(objects: object[]): Record<string, JsonSchema> {
  const names = new Set(objects.flatMap((one) => Object.keys(one)))
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      schemaOf(objects.filter((one) => name in one).map((one) => Reflect.get(one, name) as unknown)),
    ]),
  )
}
