import { Ajv2019 } from 'ajv/dist/2019.js'
import type { JsonSchema } from '../manifest.ts'
import { readBody } from '../simulator/body.ts'
import { checkHeaders } from './check-headers.ts'
import type { Contract, HeaderRules, WireRequest } from './contract.ts'
import { bestTemplate } from './match-path.ts'
import { problemsOf } from './openapi-contract.ts'

export type ContractRow = {
  method: string
  path: string
  /** Names of query parameters that may be there. */
  query?: string[]
  /** `null` or left out: no body. Write `additionalProperties: false` yourself. */
  body?: JsonSchema | null
  contentType?: string
  /** By status, or `default`; `null`: an empty body. */
  responses: Record<string, JsonSchema | null>
}

/** A contract written by hand from the vendor's documentation, where there is no file of the vendor's to check against. */
export function tableContract(rows: ContractRow[], options: { headers?: HeaderRules } = {}): Contract {
  const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false })
  const check = (schema: JsonSchema, value: unknown) => {
    const validate = ajv.compile({ type: 'object', properties: { value: schema } })
    return validate({ value }) ? [] : problemsOf(validate)
  }
  return {
    checkRequest: (request) => {
      const row = findRow(rows, request)
      if (row === null) return [`${request.method} ${request.path} is not in the contract`]
      const unknown = [...request.query.keys()].filter((name) => !row.query?.includes(name))
      const type = (request.headers['content-type'] ?? '').split(';')[0] ?? ''
      const wantedType = row.contentType ?? 'application/json'
      return [
        ...checkHeaders(request, options.headers ?? {}),
        ...unknown.map((name) => `query "${name}" is not in the contract`),
        ...(request.body !== null && type !== wantedType ? [`content type is "${type}", not "${wantedType}"`] : []),
        ...checkRowBody(row, request, check),
      ].map((problem) => `${request.method} ${row.path}: ${problem}`)
    },
    checkResponse: (request, response) => {
      const row = findRow(rows, request)
      if (row === null) return []
      const status = String(response.status)
      const schema = status in row.responses ? row.responses[status] : row.responses.default
      if (schema === undefined)
        return response.status >= 400 ? [] : [`answer ${response.status} is not in the contract`]
      if (schema === null) return response.body === '' ? [] : [`answer ${response.status} has a body`]
      return check(schema, parse(response.headers['content-type'] ?? 'application/json', response.body)).map(
        (problem) => `answer ${response.status} to ${request.method} ${row.path}: ${problem}`,
      )
    },
  }
}

function checkRowBody(
  row: ContractRow,
  request: WireRequest,
  check: (schema: JsonSchema, value: unknown) => string[],
): string[] {
  const schema = row.body ?? null
  if (schema === null) return request.body === null ? [] : ['a body is sent where the contract has none']
  if (request.body === null) return ['the body is missing']
  return check(schema, parse(request.headers['content-type'] ?? '', request.body))
}

function parse(contentType: string, body: string): unknown {
  return readBody({ headers: { 'content-type': contentType }, body: new TextEncoder().encode(body) })
}

function findRow(rows: ContractRow[], request: WireRequest): ContractRow | null {
  const having = rows.filter((row) => row.method === request.method)
  const template = bestTemplate(
    having.map((row) => row.path),
    request.path,
  )
  return having.find((row) => row.path === template) ?? null
}
