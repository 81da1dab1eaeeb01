import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { z } from 'zod'
import type { JournalEvent } from './journal.ts'

/** A signed request exactly as the vendor would send it. */
export type SignedEvent = { journal: JournalEvent; headers: Record<string, string>; body: Buffer }

export type EventCollector = {
  url: string
  /** In the order they came. */
  events: () => SignedEvent[]
  close: () => Promise<void>
}

const Order = z.object({
  id: z.number(),
  name: z.string(),
  line_items: z.array(z.object({ quantity: z.int() })),
  note_attributes: z.array(z.object({ name: z.string(), value: z.string() })),
})

/** Stands where the pretend shop sends its events, so that a load can send the very same bytes when and as often as it likes. */
export async function collectEvents(topic: string): Promise<EventCollector> {
  const collected: SignedEvent[] = []
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    if (request.headers['x-shopify-topic'] === topic) collected.push(toEvent(request.headers, body))
    response.writeHead(200).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/`,
    events: () => collected,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function toEvent(incoming: IncomingHttpHeaders, body: Buffer): SignedEvent {
  const own = /^(x-|content-type$|user-agent$)/
  const headers = Object.entries(incoming).flatMap(([name, value]) =>
    typeof value === 'string' && own.test(name) ? [[name, value] as const] : [],
  )
  const order = Order.parse(JSON.parse(body.toString('utf8')))
  const journal: JournalEvent = {
    deliveryId: String(incoming['x-shopify-webhook-id'] ?? ''),
    orderId: String(order.id),
    orderName: order.name,
    paymentIntentId: order.note_attributes.find(({ name }) => name === 'payment_intent')?.value ?? '',
    pieces: order.line_items.reduce((sum, { quantity }) => sum + quantity, 0),
    sendings: [],
  }
  return { journal, headers: Object.fromEntries(headers), body }
}
