import { expect } from '@playwright/test'
import type { SeededWorkspace } from '../fixtures/seed-workspace.ts'
import type { Pages } from '../pages/pages.ts'
import { HANG_MS } from '../support/hang-ms.ts'

export type OrderWish = {
  /** Pieces by the product's title. */
  lines?: Record<string, number>
  customer?: string
  card?: 'works' | 'declined'
  withoutAddress?: boolean
}

export type PlacedOrder = { id: string; name: string }

export type OrderComposer = ReturnType<typeof createOrderComposer>

/** Orders as a shop sends them, for specs whose subject is not the shop's page. */
export function createOrderComposer({ sandbox, api }: SeededWorkspace, pages: Pages) {
  const place = async (wish: OrderWish = {}): Promise<PlacedOrder> => {
    const { lines = { 'Stoneware mug': 1 }, customer = 'ilka-varro', card = 'works', withoutAddress = false } = wish
    const { products } = await sandbox.shop()
    const [order] = await sandbox.placeOrders({
      lines: Object.entries(lines).map(([title, quantity]) => ({ productId: idOf(products, title), quantity })),
      customerId: customer,
      card,
      omit: withoutAddress ? ['shipping_address'] : [],
    })
    if (order === undefined) throw new Error('The shop placed no order')
    return order
  }
  const runsOf = async (order: PlacedOrder) => (await api.runs.list({ text: order.name })).items
  const runOf = async (order: PlacedOrder): Promise<string> => {
    await expect
      .poll(async () => (await runsOf(order)).length, { message: `${order.name} has a run`, timeout: HANG_MS })
      .toBeGreaterThan(0)
    const [run] = await runsOf(order)
    if (run === undefined) throw new Error(`The run of ${order.name} is gone`)
    return run.id
  }
  const mailSaying = async (words: string): Promise<string[]> =>
    (await sandbox.mails()).map(({ subject }) => subject).filter((subject) => subject.includes(words))
  return {
    place,
    runsOf,
    runOf,
    /** Places an order and opens its run as soon as there is one. */
    async placeAndWatch(wish: OrderWish = {}): Promise<PlacedOrder & { runId: string }> {
      const order = await place(wish)
      const runId = await runOf(order)
      await pages.run.openRun(runId)
      return { ...order, runId }
    },
    /** What was changed at a vendor, by simulator: "payment_intent.capture" once, and so on. */
    async effectsAt(simulator: string): Promise<string[]> {
      const ledger = await sandbox.ledger()
      return ledger.simulators[simulator]?.effects.map((effect) => effect.action) ?? []
    },
    mailAbout: (order: PlacedOrder): Promise<string[]> => mailSaying(order.name),
    mailSaying,
  }
}

function idOf(products: readonly { id: string; title: string }[], title: string): string {
  const found = products.find((product) => product.title === title)
  if (found === undefined) throw new Error(`The shop does not sell “${title}”`)
  return found.id
}
