import { expect } from '../expect.ts'
import { constant, flow, object, ref, step } from '../flows/draw.ts'
import type { ShopSteps } from '../flows/shop-steps.ts'
import { drawn, type Scene } from '../scene.ts'

const MINUTE_MS = 60_000
const byEntity = { key: null, queue: null, whenOpen: 'queue', olderVersion: 'skip' }

/** When events become runs, and in which order. */
export const startScenes: Scene[] = [
  rules('order-by-key', 'Order', { order: byEntity }),
  rules('order-older', 'Order', { order: { ...byEntity, olderVersion: 'run' } }),
  rules('order-shared-queue', 'Order', { order: { ...byEntity, key: ref('order.id'), queue: 'stock of an order' } }),
  rules('order-replace', 'Order', { order: { ...byEntity, whenOpen: 'replace' } }),
  rules('debounce', 'Gathering', {
    gather: { kind: 'debounce', key: null, quietMs: MINUTE_MS, longestMs: 10 * MINUTE_MS },
  }),
  rules('batch', 'Gathering', { gather: { kind: 'batch', key: null, count: 100, withinMs: 5 * MINUTE_MS } }),
  rules('runs-at-once', 'At once', { atOnce: 20 }),
  {
    name: 'workspace-limit',
    async take({ page, keep }) {
      await page.goto('/settings')
      const card = page.locator('section, form').filter({ has: page.getByRole('heading', { name: 'Runs at once' }) })
      await expect(card.last()).toBeVisible()
      await keep('workspace-limit', { of: card.last() })
    },
  },
  schedule('schedule', { kind: 'cron', expression: '30 2 * * *', timeZone: 'Europe/Stockholm' }),
  schedule('schedule-catch-up', { kind: 'interval', everyMs: 15 * MINUTE_MS }),
  {
    name: 'flow-paused',
    async take({ page, pages, workspace, steps, keep, scan }) {
      const { api } = workspace
      const document = changed(steps, undefined)
      const { id, revision } = await api.flows.create({ name: 'Stock to the ledger', document })
      await api.flows.publish(id, { revision })
      await api.flows.enable(id)
      await pages.flows.open()
      await pages.flows.flowSwitch('Stock to the ledger').click()
      await page.getByLabel('Why').fill('Counting the stock until noon')
      await page.getByRole('radio', { name: /^Hold them/ }).click()
      await keep('flow-paused', { of: page.getByRole('table').first() })
      await scan('switching a flow off')
      await page.keyboard.press('Escape')
    },
  },
]

function rules(name: string, section: string, runs: Record<string, unknown>): Scene {
  return drawn({
    name,
    flow: `Changes: ${name}`,
    step: 'order',
    section,
    document: ({ steps }) => changed(steps, runs),
  })
}

const changed = (steps: ShopSteps, runs: Record<string, unknown> | undefined) => {
  const trigger = steps.order('orderUpdated', runs)
  return flow(
    [
      { ...trigger, name: 'When an order is changed' },
      steps.http('ledger', 'Write it to the ledger', 'replace', {
        method: constant('PUT'),
        url: constant('/orders'),
        body: object({ order: ref('order.id') }),
      }),
    ],
    'order > ledger',
  )
}

function schedule(name: string, when: Record<string, unknown>): Scene {
  return drawn({
    name,
    flow: `Nightly: ${name}`,
    step: 'tick',
    document: () =>
      flow(
        [
          step('tick', 'trigger', name === 'schedule' ? 'Every night' : 'Every quarter of an hour', {
            trigger: { type: 'schedule', schedule: when, overlap: 'queue', catchUpWindowMs: 3_600_000 },
          }),
          step('note', 'set', 'Note the hour', { fields: { at: ref('run.now') } }),
        ],
        'tick > note',
      ),
  })
}
