import { runAction } from '@patchbay/connector-sdk'
import { describeConnector, tableContract } from '@patchbay/connector-sdk/testing'
import { describe, expect, it } from 'vitest'
import { httpTable } from '../contract/http-table.ts'
import { httpSimulator } from '../simulator/http-simulator.ts'
import { http } from './http.ts'

const { addThing } = httpSimulator.commands

describeConnector(http, httpSimulator, {
  contract: tableContract(httpTable, {
    headers: { required: { authorization: /^Bearer \S+$/ }, optional: ['x-trace', 'idempotency-key'] },
  }),
  credentials: { headerValue: 'Bearer made-up-0001' },
  settings: { host: 'api.example.com' },
  samples: {
    read: (host) => {
      addThing(host, { id: 'a1', value: { name: 'lamp' } })
      return { url: '/things/a1', query: { expand: true }, headers: { 'X-Trace': '1' } }
    },
    replace: (host) => {
      addThing(host, { id: 'a1', value: { name: 'lamp' } })
      return { method: 'DELETE', url: '/things/a1' }
    },
    write: { method: 'POST', url: '/things', body: { name: 'lamp' } },
    writeOnce: { method: 'POST', url: '/things', body: { name: 'lamp' } },
  },
  errors: [
    { action: 'read', status: 404, body: { message: 'None.' }, code: 'not_found' },
    { action: 'read', status: 302, headers: { location: 'https://other.example' }, body: '', code: 'upstream' },
    { action: 'write', status: 301, headers: { location: 'https://other.example' }, body: '', code: 'upstream' },
    { action: 'write', status: 303, headers: { location: '/things/a2' }, body: '', code: 'unknown_outcome' },
    { action: 'write', status: 409, body: { message: 'Exists.' }, code: 'conflict' },
    { action: 'write', status: 422, body: { message: 'No.' }, code: 'invalid_input' },
    { action: 'write', status: 504, body: '', code: 'unknown_outcome' },
    { action: 'read', status: 504, body: '', code: 'upstream' },
    {
      action: 'read',
      status: 429,
      headers: { 'retry-after': '3' },
      body: '',
      code: 'rate_limited',
      retryAfterMs: 3000,
    },
  ],
})

describe('http addresses', () => {
  const send = async (url: string, headers: Record<string, string> = {}) => {
    const sent: { url: string; headers: Record<string, string> }[] = []
    const result = await runAction(
      http,
      'read',
      { url, headers },
      {
        transport: (request) => {
          sent.push(request)
          return Promise.resolve({ status: 200, headers: {}, body: new TextEncoder().encode('{}') })
        },
        connect: () => Promise.reject(new Error('unused')),
        origin: null,
        credentials: { headerValue: 'Bearer made-up-0001' },
        settings: { host: 'api.example.com' },
        idempotencyKey: 'k',
        attempt: 1,
        afterUnknown: false,
        once: (_name, fn) => fn(),
        log: () => undefined,
        signal: new AbortController().signal,
        timeoutMs: 1000,
        now: '2026-01-01T00:00:00Z',
      },
    ).catch((error: unknown) => error)
    return { request: sent[0], result }
  }

  it('sends the credential to its own host only', async () => {
    expect((await send('https://api.example.com/x')).request?.headers.authorization).toBe('Bearer made-up-0001')
    expect((await send('https://elsewhere.example/x')).request?.headers.authorization).toBeUndefined()
    expect((await send('http://api.example.com/x')).request?.headers.authorization).toBeUndefined()
    expect((await send('https://api.example.com@elsewhere.example/')).request?.headers.authorization).toBeUndefined()
  })

  it('lets no flow overwrite the credential or the transport', async () => {
    expect((await send('/x', { Authorization: 'Bearer other' })).request?.headers.authorization).toBe(
      'Bearer made-up-0001',
    )
    expect((await send('/x', { Host: 'elsewhere.example' })).result).toMatchObject({ code: 'invalid_input' })
  })
})
