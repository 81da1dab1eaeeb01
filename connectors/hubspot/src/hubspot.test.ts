import { readFileSync } from 'node:fs'
import { testConnection } from '@patchbay/connector-sdk'
import { createHarness, describeConnector, openApiContract } from '@patchbay/connector-sdk/testing'
import { describe, expect, it } from 'vitest'
import { hubspotSimulator } from '../simulator/hubspot-simulator.ts'
import { hubspot } from './hubspot.ts'
import { hubspotError } from './hubspot-error.ts'

const documents = [
  'crm-contact-v3.trimmed',
  'crm-deal-v3.trimmed',
  'crm-pipeline-v3.trimmed',
  'crm-owners-v3.by-documentation',
  'account-info-v3.by-documentation',
].map((name) => JSON.parse(readFileSync(new URL(`../contract/${name}.json`, import.meta.url), 'utf8')))
const correlationId = '7d2fc3a0-0d4c-4f51-8d4f-5f6a2f3b9c10'
const failure = (category: string, message: string) => ({ status: 'error', message, correlationId, category })

const contract = openApiContract(documents, { headers: { required: { authorization: /^Bearer / } } })
const credentials = { apiKey: 'pat-made-up-0001' }

describeConnector(hubspot, hubspotSimulator, {
  contract,
  credentials,
  samples: {
    upsertContact: {
      email: 'ilka.varro@example.com',
      firstName: 'Ilka',
      lastName: 'Varro',
      city: 'Malmö',
      lifecycleStage: 'customer',
      ownerId: '41629779',
      properties: { hs_language: 'sv' },
    },
    createDeal: {
      name: 'Order #10482',
      pipeline: '75e28846',
      stage: '75e28846-paid',
      amount: 1248,
      closeDate: '2026-11-30T00:00:00Z',
      ownerId: '41629780',
      properties: { hs_priority: 'low' },
    },
  },
  lookups: { stage: { prepare: () => ({ pipeline: '75e28846' }) } },
  errors: [
    {
      action: 'upsertContact',
      status: 429,
      body: { ...failure('RATE_LIMITS', 'You have reached your daily limit.'), policyName: 'DAILY' },
      code: 'rate_limited',
      retryAfterMs: 3_600_000,
    },
    {
      action: 'upsertContact',
      status: 429,
      headers: { 'x-hubspot-ratelimit-interval-milliseconds': '10000' },
      body: { ...failure('RATE_LIMITS', 'You have reached your limit.'), policyName: 'TEN_SECONDLY_ROLLING' },
      code: 'rate_limited',
      retryAfterMs: 10_000,
    },
    {
      action: 'upsertContact',
      status: 403,
      body: {
        ...failure('MISSING_SCOPES', 'The app lacks scopes.'),
        context: { missingScopes: ['crm.objects.contacts.write'] },
      },
      code: 'auth_expired',
    },
    {
      action: 'upsertContact',
      status: 400,
      body: {
        ...failure('VALIDATION_ERROR', 'Property values were not valid'),
        errors: [{ message: 'is invalid', in: 'email' }],
      },
      code: 'invalid_input',
    },
    {
      action: 'upsertContact',
      status: 423,
      body: failure('LOCKED', 'Locked.'),
      code: 'rate_limited',
      retryAfterMs: 2_000,
    },
  ],
})

describe('the connection test', () => {
  const portal = (seed: string) => {
    const harness = createHarness(hubspotSimulator, { contract, credentials })
    harness.host.store.put('$seed', 'seed', seed)
    return harness
  }
  it('tells one portal from another, so that nobody signs in to the wrong one', async () => {
    const [one, other] = [portal('one'), portal('other')]
    const first = await testConnection(hubspot, one.context())
    expect(first).toEqual({ ok: true, account: expect.stringMatching(/^portal \d+$/) })
    expect(await testConnection(hubspot, one.context())).toEqual(first)
    expect(await testConnection(hubspot, other.context())).not.toEqual(first)
    expect(one.problems).toEqual([])
  })

  it('does not fail for a key that may not ask which portal it belongs to', async () => {
    const harness = portal('one')
    const { transport } = harness.context()
    const body = new TextEncoder().encode(JSON.stringify(failure('MISSING_SCOPES', 'No.')))
    const refusing: typeof transport = (request) =>
      request.url.includes('/account-info/')
        ? Promise.resolve({ status: 403, headers: { 'content-type': 'application/json' }, body })
        : transport(request)
    expect(await testConnection(hubspot, harness.context({ transport: refusing }))).toEqual({ ok: true, account: null })
  })
})

describe('hubspotError', () => {
  it('names the scopes that a private app lacks and the field that was refused', () => {
    const answer = { headers: {}, text: '', write: true }
    const context = { missingScopes: ['crm.objects.contacts.write'] }
    expect(
      hubspotError({ ...answer, status: 403, json: { ...failure('MISSING_SCOPES', 'No.'), context } })?.message,
    ).toBe('No. Missing scopes: crm.objects.contacts.write.')
    const errors = [{ message: 'is invalid', in: 'email' }]
    expect(
      hubspotError({ ...answer, status: 400, json: { ...failure('VALIDATION_ERROR', 'No.'), errors } }),
    ).toMatchObject({
      field: 'email',
      vendorCode: 'VALIDATION_ERROR',
    })
  })
})
