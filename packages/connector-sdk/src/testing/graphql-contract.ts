import {
  buildSchema,
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql'
import { checkData } from './check-graphql-data.ts'
import { checkHeaders } from './check-headers.ts'
import type { Contract, HeaderRules, WireRequest } from './contract.ts'

export type GraphqlOptions = {
  path: string
  headers?: HeaderRules
  /** Root fields that must carry a directive: Shopify's `@idempotent` on 16 mutations. */
  requireDirective?: { directive: string; fields: string[] }
}

/** A contract from a schema: each document is validated, its variables coerced, each answer checked against the selection. */
export function graphqlContract(sdl: string, options: GraphqlOptions): Contract {
  const schema = buildSchema(sdl, { assumeValidSDL: true })
  return {
    checkRequest: (request) => {
      if (request.method !== 'POST' || request.path !== options.path)
        return [`${request.method} ${request.path} is not POST ${options.path}`]
      const read = readRequest(request)
      if (typeof read === 'string') return [read]
      const type = request.headers['content-type']
      return [
        ...checkHeaders(request, options.headers ?? {}),
        ...(type === 'application/json' ? [] : [`content type is "${String(type)}", not application/json`]),
        ...[...request.query.keys()].map((name) => `query "${name}" is not in the contract`),
        ...validate(schema, read.document).map((error) => `document: ${error.message}`),
        ...checkVariables(schema, read),
        ...checkDirectives(read.operation, options),
      ]
    },
    checkResponse: (request, response) => {
      if (response.status !== 200) return []
      const read = readRequest(request)
      if (typeof read === 'string') return []
      const answer: unknown = JSON.parse(response.body)
      if (answer === null || typeof answer !== 'object') return ['the answer is not an object']
      const unknown = Object.keys(answer).filter((key) => !['data', 'errors', 'extensions'].includes(key))
      const data: unknown = Reflect.get(answer, 'data')
      const found = data === undefined || data === null ? [] : checkData(schema, read.document, data)
      return [
        ...unknown.map((key) => `answer: "${key}" is not GraphQL`),
        ...found.map((problem) => `answer: ${problem}`),
      ]
    },
  }
}

type Read = { document: DocumentNode; operation: OperationDefinitionNode; variables: Record<string, unknown> }

function readRequest(request: WireRequest): Read | string {
  const body: unknown = JSON.parse(request.body ?? 'null')
  if (body === null || typeof body !== 'object') return 'the body is not a GraphQL request'
  const unknown = Object.keys(body).filter((key) => !['query', 'variables', 'operationName'].includes(key))
  if (unknown.length > 0) return `the body has unknown members: ${unknown.join(', ')}`
  const document = parseDocument(String(Reflect.get(body, 'query')))
  if (typeof document === 'string') return document
  const operation = getOperationAST(document)
  if (!operation) return 'the document has no operation'
  const variables: unknown = Reflect.get(body, 'variables') ?? {}
  return { document, operation, variables: variables as Record<string, unknown> }
}

function parseDocument(text: string): DocumentNode | string {
  try {
    return parse(text)
  } catch (error) {
    return `document: ${error instanceof Error ? error.message : String(error)}`
  }
}

function checkVariables(schema: GraphQLSchema, { operation, variables }: Read): string[] {
  const definitions = operation.variableDefinitions ?? []
  const known = definitions.map((one) => one.variable.name.value)
  const unknown = Object.keys(variables).filter((name) => !known.includes(name))
  const { errors } = getVariableValues(schema, definitions, variables)
  return [
    ...(errors ?? []).map((error) => `variables: ${error.message}`),
    ...unknown.map((name) => `variables: $${name} is not declared`),
  ]
}

function checkDirectives(operation: OperationDefinitionNode, { requireDirective }: GraphqlOptions): string[] {
  if (requireDirective === undefined) return []
  return operation.selectionSet.selections.flatMap((selection) => {
    if (selection.kind !== 'Field' || !requireDirective.fields.includes(selection.name.value)) return []
    const has = selection.directives?.some((one) => one.name.value === requireDirective.directive)
    return has ? [] : [`${selection.name.value} needs @${requireDirective.directive}`]
  })
}
