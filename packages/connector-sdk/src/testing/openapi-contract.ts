import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js'
import { readBody } from '../simulator/body.ts'
import { checkHeaders } from './check-headers.ts'
import { type AnySchema, closeSchema } from './close-schema.ts'
import type { Contract, HeaderRules, WireRequest, WireResponse } from './contract.ts'
import { bestTemplate } from './match-path.ts'

type Operation = { template: string; operation: AnySchema; parameters: AnySchema[]; api: Api }
type Api = { document: AnySchema; ajv: Ajv2019; coercing: Ajv2019; compiled: Map<string, ValidateFunction> }

/** A contract from one or more OpenAPI 3 documents (parsed). Paths are taken as they stand there, below the origin. */
export function openApiContract(documents: unknown, options: { headers?: HeaderRules } = {}): Contract {
  const apis = (Array.isArray(documents) ? documents : [documents]).map((document) => toApi(asObject(document)))
  const rules = options.headers ?? {}
  return {
    checkRequest: (request) => {
      const found = findOperation(apis, request)
      if (found === null) return [`${request.method} ${request.path} is not in the contract`]
      const known = found.parameters.filter((one) => one.in === 'header').map((one) => String(one.name).toLowerCase())
      return [
        ...checkHeaders(request, rules, known),
        ...checkParameters(found, request),
        ...checkBody(found, request),
      ].map((problem) => `${request.method} ${found.template}: ${problem}`)
    },
    checkResponse: (request, response) => {
      const found = findOperation(apis, request)
      if (found === null) return []
      return checkAnswer(found, response).map(
        (problem) => `answer ${response.status} to ${request.method} ${found.template}: ${problem}`,
      )
    },
  }
}

function toApi(document: AnySchema): Api {
  const resolve = (ref: string) => pointer(document, ref)
  const schemas = asObject(asObject(document.components).schemas)
  const closed = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, closeSchema(schema, resolve, false)]),
  )
  const make = (coerceTypes: boolean) => {
    const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false, coerceTypes, inlineRefs: false })
    ajv.addSchema({ $id: 'contract', components: { schemas: closed } })
    return ajv
  }
  return { document, ajv: make(false), coercing: make(true), compiled: new Map() }
}

function findOperation(apis: Api[], request: WireRequest): Operation | null {
  for (const api of apis) {
    const paths = asObject(api.document.paths)
    const method = request.method.toLowerCase()
    const having = Object.keys(paths).filter((template) => asObject(paths[template])[method] !== undefined)
    const template = bestTemplate(having, request.path)
    if (template === null) continue
    const item = asObject(paths[template])
    const operation = asObject(item[method])
    const parameters = [...asList(item.parameters), ...asList(operation.parameters)].map((one) => deref(api, one))
    return { template, operation, parameters, api }
  }
  return null
}

function checkParameters(found: Operation, request: WireRequest): string[] {
  const queries = found.parameters.filter((one) => one.in === 'query')
  const given = new Set([...request.query.keys()].map((name) => name.replace(/\[.*$/, '')))
  const unknown = [...given].filter((name) => !queries.some((one) => String(one.name).replace(/\[\]$/, '') === name))
  const missing = found.parameters.filter((one) => {
    if (one.required !== true) return false
    if (one.in === 'query') return !given.has(String(one.name))
    return one.in === 'header' && request.headers[String(one.name).toLowerCase()] === undefined
  })
  const wrong = queries.flatMap((one) => {
    const value = request.query.get(String(one.name))
    if (value === null || one.schema === undefined || asObject(one.schema).type === 'array') return []
    const key = `${found.template} query ${String(one.name)}`
    return validate(found.api, { key, schema: one.schema, coerce: true }, value)
  })
  return [
    ...unknown.map((name) => `query "${name}" is not in the contract`),
    ...missing.map((one) => `${String(one.in)} parameter "${String(one.name)}" is missing`),
    ...wrong,
  ]
}

function checkBody(found: Operation, request: WireRequest): string[] {
  const requestBody = deref(found.api, asObject(found.operation.requestBody))
  const content = asObject(requestBody.content)
  if (request.body === null) return requestBody.required === true ? ['the body is missing'] : []
  if (Object.keys(content).length === 0) return ['a body is sent where the contract has none']
  const type = (request.headers['content-type'] ?? '').split(';')[0] ?? ''
  const media = content[type] ?? content['*/*']
  if (media === undefined) return [`content type "${type}" is not one of ${Object.keys(content).join(', ')}`]
  const value = readBody({ headers: request.headers, body: new TextEncoder().encode(request.body) })
  const coerce = type.includes('form')
  const key = `${request.method} ${found.template} body ${type}`
  return validate(found.api, { key, schema: asObject(media).schema, coerce }, value)
}

function checkAnswer(found: Operation, response: WireResponse): string[] {
  const responses = asObject(found.operation.responses)
  const range = `${String(response.status).charAt(0)}XX`
  const entry = responses[String(response.status)] ?? responses[range] ?? responses.default
  if (entry === undefined) return response.status >= 400 ? [] : ['this status is not in the contract']
  const content = asObject(deref(found.api, asObject(entry)).content)
  const media = content['application/json'] ?? content['*/*'] ?? Object.values(content)[0]
  if (media === undefined) return response.body === '' ? [] : ['a body is answered where the contract has none']
  if (asObject(media).schema === undefined) return []
  const value = readBody({
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode(response.body),
  })
  const key = `${String(found.operation.operationId)} ${found.template} answer ${response.status}`
  return validate(found.api, { key, schema: asObject(media).schema, coerce: false }, value)
}

type Check = { key: string; schema: unknown; coerce: boolean }

function validate(api: Api, check: Check, value: unknown): string[] {
  const compiled = api.compiled.get(check.key) ?? compile(api, check)
  api.compiled.set(check.key, compiled)
  // Coercion needs a place to write to, even for a bare value.
  const ok = compiled({ value })
  return ok ? [] : problemsOf(compiled)
}

function compile(api: Api, { schema, coerce }: Check): ValidateFunction {
  const closed = closeSchema(schema, (ref) => pointer(api.document, ref), true)
  const ajv = coerce ? api.coercing : api.ajv
  return ajv.compile({ type: 'object', properties: { value: closed }, required: ['value'] })
}

/** Ajv's errors in words, without the noise of every branch that was not taken. */
export function problemsOf(validated: ValidateFunction): string[] {
  const all = validated.errors ?? []
  const telling = all.filter((error) => !['anyOf', 'oneOf', 'if'].includes(error.keyword))
  return (telling.length === 0 ? all : telling).slice(0, 8).map((error) => {
    const extra =
      error.params.unevaluatedProperty ?? error.params.additionalProperty ?? error.params.allowedValues ?? ''
    return `${error.instancePath.replace('/value', '') || 'body'} ${error.message ?? ''} ${String(extra)}`.trim()
  })
}

function deref(api: Api, value: AnySchema): AnySchema {
  return typeof value.$ref === 'string' ? deref(api, pointer(api.document, value.$ref)) : value
}

function pointer(document: AnySchema, ref: string): AnySchema {
  const keys = ref.replace(/^#\//, '').split('/')
  let node: unknown = document
  for (const key of keys) node = asObject(node)[key.replaceAll('~1', '/').replaceAll('~0', '~')]
  if (node === undefined) throw new Error(`The contract has no ${ref}`)
  return asObject(node)
}

function asObject(value: unknown): AnySchema {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as AnySchema) : {}
}

function asList(value: unknown): AnySchema[] {
  return Array.isArray(value) ? value.map(asObject) : []
}
