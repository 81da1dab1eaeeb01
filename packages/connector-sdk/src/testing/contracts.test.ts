import { describe, expect, it } from 'vitest'
import type { WireRequest } from './contract.ts'
import { graphqlContract } from './graphql-contract.ts'
import { harContract } from './har-contract.ts'
import { openApiContract } from './openapi-contract.ts'

const request = (changes: Partial<WireRequest>): WireRequest => ({
  method: 'POST',
  path: '/orders/7',
  query: new URLSearchParams(),
  headers: { authorization: 'Bearer k', 'content-type': 'application/json' },
  body: null,
  ...changes,
})

describe('OpenAPI contract', () => {
  const address = { type: 'object', properties: { city: { type: 'string' }, zip: { type: 'string', nullable: true } } }
  const base = {
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'string', pattern: '[[:alpha:]]', format: 'uuid' } },
  }
  const order = {
    allOf: [
      { $ref: '#/components/schemas/base' },
      {
        type: 'object',
        properties: {
          total: { type: 'float', minimum: 0, exclusiveMinimum: true },
          to: { $ref: '#/components/schemas/address' },
          status: { type: 'string', enum: ['open', 'done'], nullable: true },
          extra: { type: 'object' },
          parent: { $ref: '#/components/schemas/order' },
        },
      },
    ],
  }
  const json = { content: { 'application/json': { schema: { $ref: '#/components/schemas/order' } } } }
  const form = {
    type: 'object',
    properties: { amount: { type: 'integer' }, tags: { type: 'array', items: { type: 'string' } } },
  }
  const contract = openApiContract(
    {
      openapi: '3.0.0',
      paths: {
        '/orders/{id}': {
          post: { requestBody: json, responses: { 200: { description: '', ...json } } },
          get: { parameters: [{ in: 'query', name: 'limit', schema: { type: 'integer' } }], responses: {} },
        },
        '/orders/refund': {
          post: { requestBody: { content: { 'application/x-www-form-urlencoded': { schema: form } } }, responses: {} },
        },
      },
      components: { schemas: { address, base, order } },
    },
    { headers: { required: { authorization: /^Bearer / }, onWrites: { 'x-key': /./ } } },
  )
  const post = (body: unknown) =>
    contract.checkRequest(
      request({
        body: JSON.stringify(body),
        headers: { authorization: 'Bearer k', 'content-type': 'application/json', 'x-key': '1' },
      }),
    )

  it('takes what the schema says, through allOf, references and nulls', () => {
    expect(post({ id: 'é', total: 0.5, to: { city: 'Rome', zip: null }, status: null, extra: { any: 1 } })).toEqual([])
    expect(post({ id: 'a', parent: { id: 'b', to: { city: 'Oslo' } } })).toEqual([])
  })

  it.each([
    [{ id: 'a', unknown: 1 }],
    [{ id: 'a', to: { town: 'Rome' } }],
    [{ id: 'a', parent: { id: 'b', unknown: 1 } }],
    [{ id: 'a', parent: { id: 'b', to: { town: 'Rome' } } }],
    [{ id: 'a', total: 0 }],
    [{ id: 'a', status: 'lost' }],
    [{}],
  ])('refuses %j', (body) => {
    expect(post(body)).not.toEqual([])
  })

  it('refuses a wrong verb, path, query, header, content type and a body too many', () => {
    const headers = { authorization: 'Bearer k' }
    const get = { method: 'GET', headers }
    expect(contract.checkRequest(request(get))).toEqual([])
    expect(contract.checkRequest(request({ ...get, query: new URLSearchParams('limit=5') }))).toEqual([])
    expect(contract.checkRequest(request({ ...get, query: new URLSearchParams('limit=five') }))).not.toEqual([])
    expect(contract.checkRequest(request({ ...get, query: new URLSearchParams('size=5') }))).not.toEqual([])
    expect(contract.checkRequest(request({ ...get, method: 'PUT' }))).not.toEqual([])
    expect(contract.checkRequest(request({ ...get, path: '/order/7' }))).not.toEqual([])
    expect(contract.checkRequest(request({ ...get, headers: {} }))).not.toEqual([])
    expect(contract.checkRequest(request({ ...get, headers: { ...headers, 'x-more': '1' } }))).not.toEqual([])
    expect(contract.checkRequest(request({ ...get, body: '{}' }))).not.toEqual([])
    expect(contract.checkRequest(request({ body: '{"id":"a"}' }))).toEqual([expect.stringContaining('x-key')])
  })

  it('decodes a form before it checks it, and prefers the path without parameters', () => {
    const headers = { authorization: 'Bearer k', 'x-key': '1', 'content-type': 'application/x-www-form-urlencoded' }
    const refund = (body: string) => contract.checkRequest(request({ path: '/orders/refund', headers, body }))
    expect(refund('amount=5&tags[0]=a&tags[1]=b')).toEqual([])
    expect(refund('amount=five')).not.toEqual([])
    expect(refund('amounts=5')).not.toEqual([])
  })

  it('holds answers to the same schema', () => {
    const answer = (status: number, body: unknown) =>
      contract.checkResponse(request({}), { status, headers: {}, body: JSON.stringify(body) })
    expect(answer(200, { id: 'a' })).toEqual([])
    expect(answer(200, { id: 'a', more: 1 })).not.toEqual([])
    expect(answer(202, { id: 'a' })).not.toEqual([])
    expect(answer(500, 'oh')).toEqual([])
  })
})

describe('GraphQL contract', () => {
  const sdl = `directive @idempotent(key: String!) on FIELD
    interface Node { id: ID! }
    type Order implements Node { id: ID! total: Int tags: [String!]! }
    type Query { order(id: ID!): Order node(id: ID!): Node }
    type Mutation { pay(id: ID!): Order }`
  const contract = graphqlContract(sdl, { path: '/g', requireDirective: { directive: 'idempotent', fields: ['pay'] } })
  const asked = (query: string, variables: Record<string, unknown> = {}) =>
    request({ path: '/g', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) })
  const answered = (query: string, data: unknown) =>
    contract.checkResponse(asked(query), { status: 200, headers: {}, body: JSON.stringify({ data }) })

  it('validates documents, variables and required directives', () => {
    const query = 'query Q($id: ID!) { order(id: $id) { id total } }'
    expect(contract.checkRequest(asked(query, { id: '1' }))).toEqual([])
    expect(contract.checkRequest(asked(query))).not.toEqual([])
    expect(contract.checkRequest(asked(query, { id: '1', more: 1 }))).not.toEqual([])
    expect(contract.checkRequest(asked('{ order(id: 1) { price } }'))).not.toEqual([])
    expect(contract.checkRequest(asked('{ order(id: 1) { id }'))).not.toEqual([])
    expect(contract.checkRequest(asked('mutation { pay(id: 1) { id } }'))).toEqual(['pay needs @idempotent'])
    expect(contract.checkRequest(asked('mutation { pay(id: 1) @idempotent(key: "k") { id } }'))).toEqual([])
  })

  it('holds answers to the selection', () => {
    const query = '{ order(id: 1) { id total tags } }'
    expect(answered(query, { order: { id: '1', total: null, tags: ['a'] } })).toEqual([])
    expect(answered(query, { order: null })).toEqual([])
    expect(answered(query, { order: { id: '1', total: 1.5, tags: [] } })).not.toEqual([])
    expect(answered(query, { order: { id: null, total: 1, tags: [] } })).not.toEqual([])
    expect(answered(query, { order: { id: '1', tags: [] } })).not.toEqual([])
    expect(answered(query, { order: { id: '1', total: 1, tags: [], more: 1 } })).not.toEqual([])
    const union = '{ node(id: 1) { __typename ... on Order { total } } }'
    expect(answered(union, { node: { __typename: 'Order', total: 1 } })).toEqual([])
    expect(answered(union, { node: { total: 1 } })).not.toEqual([])
  })
})

describe('contract from recordings', () => {
  const contract = harContract(
    [
      {
        request: { method: 'POST', url: 'https://v.example/orders/1', body: '{"to":{"zip":"1","phone":null}}' },
        response: { status: 200, body: '{"id":"1","lines":[{"sku":"a"}]}' },
      },
      {
        request: { method: 'POST', url: 'https://v.example/orders/2', body: '{"note":"x"}' },
        response: { status: 200, body: '{"id":"2","lines":[]}' },
      },
    ],
    { templates: ['/orders/{id}'], headers: { required: { authorization: /./ } } },
  )
  const post = (body: unknown) => contract.checkRequest(request({ body: JSON.stringify(body) }))

  it('takes what some recording shows and nothing else', () => {
    expect(post({ to: { zip: '2' }, note: 'y' })).toEqual([])
    expect(post({ to: { zip: 2 } })).not.toEqual([])
    expect(post({ to: { code: '2' } })).not.toEqual([])
    const answer = (body: string) => contract.checkResponse(request({}), { status: 200, headers: {}, body })
    expect(answer('{"id":"9","lines":[{"sku":"b"}]}')).toEqual([])
    expect(answer('{"id":"9","lines":[{"name":"b"}]}')).not.toEqual([])
  })
})
