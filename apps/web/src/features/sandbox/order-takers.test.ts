import { expect, test } from 'vitest'
import { moneyTaker, orderTakers } from './order-takers.ts'

const flow = (name: string, more: object = {}) => ({
  name,
  enabled: true,
  version: 1,
  environment: 'sandbox' as const,
  start: 'Order paid',
  connectors: ['shopify', 'sendgrid'],
  ...more,
})
const journey = flow('Order journey', { start: 'Order placed', connectors: ['shopify', 'stripe', 'easypost'] })
const names = (flows: { name: string }[]) => flows.map(({ name }) => name)

test('an order starts the flows that are on and begin with it, and no other', () => {
  const flows = [
    flow('Restock list', { start: 'Every day at 08:00' }),
    flow('Cancelled', { start: 'Order cancelled' }),
    flow('Draft', { version: null }),
    flow('Off', { enabled: false }),
    flow('Real shop', { environment: 'live' }),
    flow('Tell the team'),
    journey,
  ]
  expect(names(orderTakers(flows))).toEqual(['Tell the team', 'Order journey'])
})

test('the shop takes the money itself where no flow does', () => {
  expect(moneyTaker([flow('Tell the team'), journey])?.name).toBe('Order journey')
  expect(moneyTaker([flow('Tell the team'), { ...journey, enabled: false }])).toBeNull()
  expect(moneyTaker([flow('After payment', { connectors: ['shopify', 'stripe'] })])).toBeNull()
})
