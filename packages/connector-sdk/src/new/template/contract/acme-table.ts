import type { ContractRow } from '@patchbay/connector-sdk/testing'

const item = {
  type: 'object',
  required: ['id', 'name', 'updated_at'],
  additionalProperties: false,
  properties: { id: { type: 'string' }, name: { type: 'string' }, updated_at: { type: 'string' } },
}
const page = {
  type: 'object',
  required: ['items', 'next'],
  additionalProperties: false,
  properties: { items: { type: 'array', items: item }, next: { type: ['string', 'null'] } },
}
const problem = { type: 'object', required: ['message'], properties: { message: { type: 'string' } } }
const newItem = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: { name: { type: 'string' } },
}

/** Written by hand. Where the vendor publishes an OpenAPI file or a GraphQL schema, check against that instead. */
export const acmeTable: ContractRow[] = [
  { method: 'GET', path: '/items', query: ['after'], responses: { 200: page, default: problem } },
  { method: 'POST', path: '/items', body: newItem, responses: { 201: item, default: problem } },
  { method: 'GET', path: '/items/{id}', responses: { 200: item, default: problem } },
]
