import { readManifests } from '@patchbay/connector-sdk/manifest'
import { parseDocument } from '@patchbay/flow/schema'
import { describe, expect, it } from 'vitest'
import type { ConnectionChoice } from '../contract.ts'
import { oftenNext } from './often-next.ts'
import { paletteManifests } from './palette-fixture.ts'
import { plainSentence } from './plain-sentence.ts'
import { searchChoices } from './search-choices.ts'
import { soleConnection, stepChoices } from './step-choices.ts'

const connection = (
  id: string,
  connector: string,
  environment: 'live' | 'sandbox',
  usable = true,
): ConnectionChoice => ({
  id,
  connector,
  name: id,
  environment,
  usable,
  account: null,
})
const connections = [
  connection('s1', 'shopify', 'sandbox'),
  connection('s2', 'shopify', 'live'),
  connection('g', 'sendgrid', 'sandbox'),
]
const choices = stepChoices(readManifests(paletteManifests), connections, 'Europe/Stockholm')
const found = (text: string, hasTrigger = true) =>
  searchChoices(choices.all, text, { hasTrigger }).map((choice) => choice.key)

describe('the palette', () => {
  it.each([
    ['new order', false, 'shopify.orderCreated'],
    ['order created', false, 'shopify.orderCreated'],
    ['order is placed', false, 'shopify.orderCreated'],
    ['order is paid', false, 'shopify.orderPaid'],
    ['every morning', false, 'start.schedule'],
    ['webhook', false, 'start.webhook'],
    ['send e-mail', true, 'sendgrid.sendMail'],
    ['Send E-Mail', true, 'sendgrid.sendMail'],
    ['mail', true, 'sendgrid.sendMail'],
    ['if', true, 'control.branch'],
    ['for each', true, 'control.loop'],
    ['delay', true, 'control.wait'],
    ['same time', true, 'control.parallel'],
    ['buy shipping label', true, 'easypost.buyLabel'],
    ['custmer', true, 'hubspot.upsertContact'],
    ['hubspot', true, 'hubspot.upsertContact'],
    ['give money back', true, 'stripe.refundPayment'],
    ['transform', true, 'control.set'],
    ['approve', true, 'control.approval'],
    ['wait until delivered', true, 'easypost.wait.trackingChanged'],
    ['undo', true, 'control.scope'],
    ['try', true, 'control.scope'],
    ['retry until', true, 'control.repeat'],
    ['sub-flow', true, 'control.subflow'],
    ['switch', true, 'control.switch'],
    ['wait for an event', true, 'control.event'],
    ['yesterday’s orders', true, 'shopify.listOrders'],
  ])('finds by what people say: %s', (text, hasTrigger, key) => {
    expect(found(text, hasTrigger)[0]).toBe(key)
  })

  it('finds nothing for what nothing does, and puts starts last once there is one', () => {
    expect(found('fax a giraffe')).toEqual([])
    const order = found('order')
    expect(order.indexOf('shopify.tagOrder')).toBeLessThan(order.indexOf('shopify.orderPaid'))
  })

  it('turns a manifest’s sentence into one without places for values', () => {
    expect(plainSentence('Mark the order {orderId} as shipped with {trackingNumber}', 'x')).toBe(
      'Mark the order as shipped',
    )
    expect(plainSentence('{method} {url} once', 'Send to an API')).toBe('Send to an API')
    expect(choices.byKey.get('shopify.orderPaid')?.sentence).toBe('When an order is paid')
    expect(choices.byKey.get('stripe.paymentSucceeded')?.sentence).toBe('When a payment succeeded')
  })

  it('proposes steps that make a valid document, on the only usable sandbox account', () => {
    const steps = choices.all.map((choice, index) => ({
      ...choice.draft.step,
      id: `s${index}`,
      position: { x: 0, y: 0 },
    }))
    expect(parseDocument({ schemaVersion: 1, steps, edges: [], notes: [] })).toMatchObject({ ok: true })
    expect(choices.byKey.get('shopify.getOrder')?.draft.step).toMatchObject({ connectionId: 's1' })
    expect(soleConnection('shopify', [...connections, connection('s3', 'shopify', 'sandbox')])).toBeNull()
    expect(soleConnection('smtp', [connection('m', 'smtp', 'live'), connection('n', 'smtp', 'sandbox', false)])).toBe(
      'm',
    )
  })

  it('knows what often comes next, without what follows already', () => {
    const label = { ...choices.byKey.get('easypost.buyLabel')?.draft.step, id: 'label', position: { x: 0, y: 0 } }
    const document = parseDocument({ schemaVersion: 1, steps: [label], edges: [], notes: [] })
    if (!document.ok) throw new Error('no document')
    const next = oftenNext(choices, document.value, document.value.steps[0] ?? null)
    expect(next?.title).toBe('Often next after a label')
    expect(next?.choices.map((choice) => choice.key)).toEqual([
      'shopify.createFulfillment',
      'sendgrid.sendMail',
      'hubspot.upsertContact',
    ])
  })
})
