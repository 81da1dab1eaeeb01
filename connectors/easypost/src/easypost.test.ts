import { readFileSync } from 'node:fs'
import { type CallContext, runAction } from '@patchbay/connector-sdk'
import { createLedger, createMemoryStore, type SimHost } from '@patchbay/connector-sdk/simulator'
import { describeConnector, openApiContract } from '@patchbay/connector-sdk/testing'
import { describe, expect, it } from 'vitest'
import { easypostSimulator } from '../simulator/easypost-simulator.ts'
import { easypost } from './easypost.ts'

const read = (name: string) => JSON.parse(readFileSync(new URL(`../contract/${name}`, import.meta.url), 'utf8'))
const recordedErrors: { name: string; status: number; body: { error: { code: string } } }[] =
  read('error-recordings.json')
const bodyOf = (name: string) => {
  const found = recordedErrors.find((recording) => recording.name === name)
  if (found === undefined) throw new Error(`No recording "${name}"`)
  return { status: found.status, body: found.body }
}
const postageError = (code: string) => ({ error: { code, message: 'The label.', errors: [] } })

const shipTo = {
  toAddress: { name: 'Ilka Varro', street1: 'Norra Vallgatan 62', city: 'Malmö', zip: '211 22', country: 'SE' },
  fromAddress: { name: 'Brindle Goods', street1: 'Hamngatan 4', city: 'Göteborg', zip: '411 06', country: 'SE' },
  parcel: { weightGrams: 1_320, lengthCm: 30, widthCm: 20, heightCm: 12 },
}

describeConnector(easypost, easypostSimulator, {
  contract: openApiContract(read('easypost-v2.inferred.json'), { headers: { required: { authorization: /^Basic / } } }),
  credentials: { apiKey: 'EZTK-made-up-key-0001' },
  samples: {
    getRates: { ...shipTo, carrierAccount: 'ca_7642d249fdcf47bcb5da9ea34c96dfcf' },
    buyLabel: {
      ...shipTo,
      carrierAccount: 'ca_7642d249fdcf47bcb5da9ea34c96dfcf',
      orderNumber: '#10486',
      labelFormat: 'PDF',
    },
    trackParcel: { trackingCode: 'EZ1000000001', carrier: 'USPS' },
  },
  errors: [
    { action: 'getRates', ...bodyOf('missing parameter'), code: 'invalid_input' },
    { action: 'getRates', ...bodyOf('address not found'), code: 'invalid_input' },
    { action: 'trackParcel', ...bodyOf('errors as strings'), code: 'not_found' },
    { action: 'buyLabel', status: 422, body: postageError('SHIPMENT.POSTAGE.TIMED_OUT'), code: 'unknown_outcome' },
    { action: 'buyLabel', status: 402, body: postageError('INSUFFICIENT_FUNDS'), code: 'invalid_input' },
  ],
  webhooks: {
    vectors: [
      {
        secret: 'sécret',
        headers: {
          'X-Hmac-Signature': 'hmac-sha256-hex=41d2878d27d7f0bac48ab9ebd7d17bb24dfc2a190d43f80b5c3233ee89f564f4',
        },
        body: '{"description":"tracker.updated","mode":"test","id":"evt_1","object":"Event","result":{"id":"trk_1","object":"Tracker","status":"delivered","weight":614.4}}',
      },
    ],
    events: {
      trackingChanged: (host) => {
        easypostSimulator.commands.followParcel(host, { trackingCode: 'EZ4000000004', carrier: 'USPS' })
        easypostSimulator.commands.moveParcel(host, { trackingCode: 'EZ4000000004', status: 'delivered' })
      },
    },
  },
})

describe('easypost', () => {
  it('buys the cheapest rate, or the cheapest of the service that was named', async () => {
    const cheap = await buy({})
    const named = await buy({ service: 'mypackhome' })
    expect(cheap).toMatchObject({ carrier: 'PostNord', service: 'MyPackCollect' })
    expect(named).toMatchObject({ carrier: 'PostNord', service: 'MyPackHome' })
  })

  it('says what is offered when nothing fits, and has bought nothing', async () => {
    const host = newHost()
    await expect(buy({ carrier: 'FedEx' }, host)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('PostNord MyPackCollect'),
    })
    expect(labelsIn(host)).toBe(0)
  })

  it('sends ounces and inches', async () => {
    const host = newHost()
    await buy({}, host)
    const [shipment] = host.store.list('shipments')
    expect(shipment?.value).toMatchObject({ parcel: { weight: 46.6, length: 11.8, width: 7.9, height: 4.7 } })
  })

  it('buys on a second try when the first never reached the carrier', async () => {
    const host = newHost()
    expect(await buy({}, host, { attempt: 2 })).toMatchObject({ carrier: 'PostNord' })
    expect(labelsIn(host)).toBe(1)
  })

  it('takes a label that is bought already for its answer', async () => {
    const host = newHost()
    const first = await buy({}, host)
    // A worker that knows nothing but that this is another try: no checkpoint, no word of an unknown outcome.
    const again = await buy({}, host, { attempt: 2 })
    expect(again).toEqual(first)
    expect(labelsIn(host)).toBe(1)
  })

  it('buys for what it is given now, though a shipment stands from before it was changed', async () => {
    const host = newHost()
    const { once } = checkpoints()
    await expect(buy({}, host, { once, broke: true })).rejects.toMatchObject({ code: 'invalid_input' })
    const toAddress = { ...shipTo.toAddress, street1: 'Södergatan 3' }
    await buy({ toAddress }, host, { once, attempt: 2, idempotencyKey: 'step-key-2' })
    const bought = host.store.list('shipments').filter(({ value }) => JSON.stringify(value).includes('label_url'))
    expect(bought.map(({ value }) => value)).toMatchObject([{ to_address: { street1: 'Södergatan 3' } }])
  })

  it('goes on with the shipment that stands when the same is asked for again, or only another service', async () => {
    for (const wish of [{}, { service: 'mypackhome' }]) {
      const host = newHost()
      const { once } = checkpoints()
      await expect(buy({}, host, { once, broke: true })).rejects.toMatchObject({ code: 'invalid_input' })
      // As the database gives it back: with its names in another order.
      const { parcel, fromAddress, toAddress } = shipTo
      const again = { parcel, fromAddress, toAddress: Object.fromEntries(Object.entries(toAddress).toReversed()) }
      await buy({ ...again, ...wish }, host, { once, attempt: 2, idempotencyKey: 'step-key-2' })
      expect(host.store.list('shipments')).toHaveLength(1)
    }
  })
})

/** What was stored under a step, as its next attempt finds it. */
function checkpoints(): Pick<CallContext, 'once'> {
  const stored = new Map<string, unknown>()
  return {
    once: async (name, fn) => {
      if (!stored.has(name)) stored.set(name, JSON.parse(JSON.stringify(await fn())))
      return stored.get(name)
    },
  }
}

function newHost(): SimHost {
  return { store: createMemoryStore(), now: () => new Date(), webhookSecret: null, deliver: () => undefined }
}

function labelsIn(host: SimHost): number {
  return createLedger(host.store, host.now)
    .effects()
    .filter(({ action }) => action === 'label.buy').length
}

type Changes = Partial<Pick<CallContext, 'attempt' | 'idempotencyKey' | 'once'>> & { broke?: boolean }

/** `broke`: the account has no money, so that nothing is sold. */
function buy(wish: Record<string, unknown>, host = newHost(), { broke = false, ...changes }: Changes = {}) {
  return runAction(
    easypost,
    'buyLabel',
    { ...shipTo, ...wish },
    {
      transport: async (request) => {
        const url = new URL(request.url)
        const body = new TextEncoder().encode(String(request.body ?? ''))
        const { method, headers } = request
        if (broke && url.pathname.endsWith('/buy')) {
          const said = JSON.stringify(postageError('INSUFFICIENT_FUNDS'))
          return { status: 402, headers: {}, body: new TextEncoder().encode(said) }
        }
        const outcome = await easypostSimulator.handle(
          { method, path: url.pathname, query: url.searchParams, headers, body },
          host,
        )
        if (outcome.kind !== 'answer') throw new Error(outcome.kind)
        return { ...outcome.response, body: new TextEncoder().encode(outcome.response.body) }
      },
      connect: () => Promise.reject(new Error('no socket')),
      origin: null,
      credentials: { apiKey: 'EZTK-made-up-key-0001', webhookSecret: 'made-up-secret' },
      settings: {},
      idempotencyKey: 'step-key-1',
      attempt: 1,
      afterUnknown: false,
      once: (_name, fn) => fn(),
      log: () => undefined,
      signal: new AbortController().signal,
      timeoutMs: 1_000,
      now: '2026-11-21T12:00:00.000Z',
      ...changes,
    },
  )
}
