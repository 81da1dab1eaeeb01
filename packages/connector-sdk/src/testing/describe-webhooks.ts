import { describe, expect, it } from 'vitest'
import type { Connector } from '../connector-value.ts'
import { ConnectorError } from '../errors.ts'
import type { Locator } from '../manifest.ts'
import { parseEvent } from '../parse-event.ts'
import type { SimDelivery, Simulator } from '../simulator/simulator.ts'
import { createHarness, SIGNING_SECRET } from './harness.ts'
import type { ConformanceOptions } from './samples.ts'
import { verifySignature } from './verify-signature.ts'

/** Signature data against vectors and the simulator's own events; items, keys and ids of each trigger. */
export function describeWebhooks(connector: Connector, simulator: Simulator, options: ConformanceOptions): void {
  const { manifest } = connector
  const names = Object.keys(manifest.triggers).filter((name) => manifest.triggers[name]?.kind === 'webhook')
  if (names.length === 0) return
  describe('webhooks', () => {
    it('has an event for every trigger', () => {
      expect(Object.keys(options.webhooks?.events ?? {}).sort()).toEqual(names.sort())
    })

    describeVectors(connector, options)
    describeEntities(connector, simulator, options)

    it.each(names)('%s takes a signed event of the simulator, always with the same key', (name) => {
      const harness = createHarness(simulator, options)
      options.webhooks?.events[name]?.(harness.host)
      const taken = harness.deliveries.filter((delivery) => itemsOf(connector, name, delivery).length > 0)
      expect(taken.length).toBeGreaterThan(0)
      for (const delivery of harness.deliveries) {
        expect(isGenuine(connector, delivery)).toBe(true)
        if (manifest.webhook?.deliveryId) expect(locate(manifest.webhook.deliveryId, delivery)).toBe(delivery.id)
        if (manifest.webhook?.topic) expect(locate(manifest.webhook.topic, delivery)).toBe(delivery.topic)
        expect(itemsOf(connector, name, delivery)).toEqual(itemsOf(connector, name, delivery))
      }
      const keys = taken.flatMap((delivery) => itemsOf(connector, name, delivery).map((item) => item.key))
      expect(new Set(keys).size).toBe(keys.length)
      expect(itemsOf(connector, name, { ...oneOf(taken), topic: 'some/other-topic' })).toEqual([])
    })
  })
}

/**
 * Runs are put in order by what an event tells of: whoever tells of the same thing must name it alike, and a later state
 * must be told from an earlier one.
 */
function describeEntities(connector: Connector, simulator: Simulator, options: ConformanceOptions): void {
  const { triggers } = connector.manifest
  const named = Object.keys(triggers).filter((name) => triggers[name]?.kind === 'webhook' && triggers[name].entity)
  if (named.length === 0) return
  it.each(named)('%s names its entity as every other trigger does, with versions that rise', (name) => {
    const { entity, versioned } = triggers[name] ?? {}
    const harness = createHarness(simulator, options)
    options.webhooks?.events[name]?.(harness.host)
    const latest = new Map<string, bigint>()
    for (const delivery of harness.deliveries) {
      for (const item of itemsOf(connector, name, delivery)) {
        expect(item.entity).toMatch(new RegExp(`^${entity}/.+`))
        expect(item.version).toEqual(versioned ? expect.stringMatching(/^-?\d+$/) : null)
        const version = item.version === null ? null : BigInt(item.version)
        const before = latest.get(String(item.entity))
        if (version !== null && before !== undefined) expect(version).toBeGreaterThanOrEqual(before)
        if (version !== null) latest.set(String(item.entity), version)
        for (const other of named.filter((one) => triggers[one]?.entity === entity))
          for (const same of readAs(connector, other, delivery)) expect(same.entity).toBe(item.entity)
      }
    }
  })
}

/** The event as if it were of another trigger's topic; nothing where its body is of another kind. */
function readAs(connector: Connector, name: string, delivery: SimDelivery) {
  const topic = connector.manifest.triggers[name]?.topics[0] ?? delivery.topic
  try {
    return itemsOf(connector, name, { ...delivery, topic })
  } catch (error) {
    if (error instanceof ConnectorError) return []
    throw error
  }
}

function describeVectors(connector: Connector, options: ConformanceOptions): void {
  const spec = connector.manifest.webhook?.signature
  if (spec?.kind !== 'hmac') return
  it.each(options.webhooks?.vectors ?? [])('accepts vector $#, and nothing that differs from it', (vector) => {
    const body = new TextEncoder().encode(vector.body)
    const now = new Date(vector.now ?? '2020-01-01T00:00:00Z')
    const given = { headers: vector.headers, body, secret: vector.secret, now }
    expect(verifySignature(spec, given)).toBe(true)
    expect(verifySignature(spec, { ...given, secret: `${vector.secret}x` })).toBe(false)
    expect(verifySignature(spec, { ...given, body: new TextEncoder().encode(`${vector.body} `) })).toBe(false)
    expect(verifySignature(spec, { ...given, headers: {} })).toBe(false)
    const upper = Object.fromEntries(Object.entries(vector.headers).map(([name, value]) => [name.toUpperCase(), value]))
    expect(verifySignature(spec, { ...given, headers: upper })).toBe(true)
    const late = new Date(now.getTime() + ((spec.toleranceSeconds ?? 0) + 1) * 1000)
    if (spec.toleranceSeconds !== undefined) expect(verifySignature(spec, { ...given, now: late })).toBe(false)
  })

  it('has at least one vector', () => {
    expect(options.webhooks?.vectors.length ?? 0).toBeGreaterThan(0)
  })
}

function isGenuine(connector: Connector, delivery: SimDelivery): boolean {
  const spec = connector.manifest.webhook?.signature
  if (spec?.kind !== 'hmac') return true
  const body = new TextEncoder().encode(delivery.body)
  return verifySignature(spec, { headers: delivery.headers, body, secret: SIGNING_SECRET, now: new Date() })
}

function itemsOf(connector: Connector, name: string, delivery: SimDelivery) {
  const body = new TextEncoder().encode(delivery.body)
  return parseEvent(connector, name, { topic: delivery.topic, headers: delivery.headers, body }).items
}

function locate(locator: Locator, delivery: SimDelivery): unknown {
  if (locator.in === 'header') {
    const found = Object.entries(delivery.headers).find(([name]) => name.toLowerCase() === locator.name.toLowerCase())
    return found?.[1]
  }
  let node: unknown = JSON.parse(delivery.body)
  for (const key of locator.path) node = node !== null && typeof node === 'object' ? Reflect.get(node, key) : undefined
  return node
}

function oneOf(deliveries: SimDelivery[]): SimDelivery {
  const [first] = deliveries
  if (first === undefined) throw new Error('no delivery')
  return first
}
