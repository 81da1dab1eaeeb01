import type { ContractRow } from '@patchbay/connector-sdk/testing'

const thing = {
  type: 'object',
  required: ['id', 'value', 'createdAt'],
  additionalProperties: false,
  properties: { id: { type: 'string' }, value: {}, createdAt: { type: 'string' } },
}
const problem = {
  type: 'object',
  required: ['message'],
  additionalProperties: false,
  properties: { message: { type: 'string' } },
}
const value = { type: 'object', additionalProperties: false, properties: { name: { type: 'string' } } }

/** Written by hand: what the simulated service takes and gives. There is no vendor. */
export const httpTable: ContractRow[] = [
  { method: 'GET', path: '/things/{id}', query: ['expand'], responses: { 200: thing, default: problem } },
  { method: 'POST', path: '/things', body: value, responses: { 201: thing, default: problem } },
  { method: 'PUT', path: '/things/{id}', body: value, responses: { 200: thing, 201: thing, default: problem } },
  { method: 'DELETE', path: '/things/{id}', responses: { 204: null, default: problem } },
]
