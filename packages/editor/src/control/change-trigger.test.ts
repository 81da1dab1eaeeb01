import type { ConnectorManifest, FieldSpec } from '@patchbay/connector-sdk/manifest'
import type { Trigger } from '@patchbay/flow/document'
import { expect, it } from 'vitest'
import type { ConnectionChoice } from '../contract.ts'
import { changeEvent, eventApps, newTrigger } from './change-trigger.ts'
import { choicesOf, moveField, nameOf } from './form-fields.ts'

const field = (name: string): FieldSpec => ({ name, label: name, type: 'text', required: false })

function app(id: string, events: Record<string, string[]>): ConnectorManifest {
  const triggers = Object.entries(events).map(([name, fields]) => [
    name,
    {
      title: name,
      sentence: name,
      description: name,
      kind: 'webhook',
      topics: [],
      fields: fields.map(field),
      output: {},
    } as const,
  ])
  return {
    id,
    title: id,
    description: '',
    categories: [],
    baseUrl: null,
    hosts: [],
    auth: { kind: 'apiKey', fields: [] },
    actions: {},
    triggers: Object.fromEntries(triggers),
    lookups: {},
    webhook: null,
    checkedAgainst: { kind: 'table', what: '' },
    limitScope: 'connection',
  }
}

const connection = (id: string, connector: string, usable = true): ConnectionChoice => ({
  id,
  connector,
  name: id,
  environment: 'sandbox',
  usable,
  account: null,
})

const manifests = {
  shop: app('shop', { paid: ['location', 'minimum'], refunded: ['location'] }),
  pay: app('pay', { charged: ['location'] }),
  mail: app('mail', {}),
}
const known = { manifests, connections: [connection('c1', 'shop'), connection('c2', 'shop'), connection('c3', 'pay')] }
const paid: Trigger & { type: 'event' } = {
  type: 'event',
  connector: 'shop',
  event: 'paid',
  connectionId: 'c2',
  params: { location: 'Malmö', minimum: 100 },
}

it('keeps the connection and the settings that the other event has, too', () => {
  expect(changeEvent(paid, { connector: 'shop', event: 'refunded' }, known)).toEqual({
    ...paid,
    event: 'refunded',
    params: { location: 'Malmö' },
  })
})

it('takes the only usable connection of another app, and leaves the choice where there are several', () => {
  expect(changeEvent(paid, { connector: 'pay', event: 'charged' }, known)).toMatchObject({
    connectionId: 'c3',
    params: {},
  })
  const charged = changeEvent(paid, { connector: 'pay', event: 'charged' }, known)
  expect(changeEvent(charged, { connector: 'shop', event: 'paid' }, known)).toMatchObject({ connectionId: null })
  const refused = { manifests, connections: [connection('c3', 'pay', false)] }
  expect(changeEvent(paid, { connector: 'pay', event: 'charged' }, refused)).toMatchObject({ connectionId: null })
})

it('begins a trigger of another kind as most would set it up', () => {
  const options = { ...known, timeZone: 'Europe/Stockholm' }
  expect(eventApps(manifests).map(({ id }) => id)).toEqual(['pay', 'shop'])
  expect(newTrigger('event', options)).toMatchObject({ connector: 'pay', event: 'charged', connectionId: 'c3' })
  expect(newTrigger('schedule', options)).toMatchObject({ schedule: { timeZone: 'Europe/Stockholm' }, overlap: 'skip' })
})

it('names a form’s fields by their words, each once', () => {
  expect(nameOf('Order number', [])).toBe('orderNumber')
  expect(nameOf('Größe (cm)', ['groe'])).toBe('groeCm')
  expect(nameOf('2nd line', [])).toBe('field2ndLine')
  expect(nameOf('Order number', ['orderNumber', 'orderNumber2'])).toBe('orderNumber3')
  expect(nameOf('', [])).toBe('field')
})

it('keeps the line of choices that is being written', () => {
  expect(choicesOf('one\n\ntwo\n')).toEqual(['one', 'two', ''])
  expect(choicesOf('')).toEqual([])
  expect(moveField(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
  expect(moveField(['a'], 0, 1)).toEqual(['a'])
})
