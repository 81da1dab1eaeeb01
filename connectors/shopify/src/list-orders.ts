import { ConnectorError, collectPages, field, type HttpClient } from '@patchbay/connector-sdk'
import { z } from 'zod'
import { base } from './base.ts'
import { startOfDay } from './day-in-zone.ts'
import { PAGE_INFO, pageOf, wholeList } from './whole-list.ts'

const Money = z.object({ amount: z.string(), currencyCode: z.string() })

const Line = z.object({
  title: z.string().meta({ title: 'Product' }),
  sku: z.string().nullable(),
  quantity: z.int(),
})

const Order = z.object({
  id: z.string().meta({ title: 'Order ID' }),
  name: z.string().meta({ title: 'Order number', description: 'As the customer sees it: #1001' }),
  createdAt: z.string().meta({ description: 'When it was placed.' }),
  email: z.string().nullable(),
  customer: z.string().meta({ title: 'Customer’s name', description: 'First and last name.' }),
  financialStatus: z.string().meta({ description: 'Whether it is paid: Shopify’s payment status.' }).nullable(),
  fulfillmentStatus: z.string().meta({ description: 'Whether it is shipped.' }),
  tags: z.array(z.string()),
  totalPrice: Money,
  items: z.int().meta({ title: 'Pieces ordered' }),
  lineItems: z.array(Line),
})

type ListedOrder = z.output<typeof Order>

const Page = z.object({
  orders: pageOf(
    Order.pick({ id: true, name: true, createdAt: true, email: true, tags: true }).extend({
      displayFinancialStatus: z.string().nullable(),
      displayFulfillmentStatus: z.string(),
      totalPriceSet: z.object({ shopMoney: Money }),
      customer: z.object({ firstName: z.string().nullable(), lastName: z.string().nullable() }).nullable(),
      lineItems: pageOf(Line),
    }),
  ),
})

// A page stays under 1,000 points, the most that Shopify takes in one query.
const document = `query Orders($after: String, $query: String) {
  orders(first: 25, after: $after, query: $query, sortKey: CREATED_AT) {
    nodes {
      id name createdAt email tags displayFinancialStatus displayFulfillmentStatus
      totalPriceSet { shopMoney { amount currencyCode } }
      customer { firstName lastName }
      lineItems(first: 20) { nodes { title sku quantity } ${PAGE_INFO} }
    }
    ${PAGE_INFO}
  }
}`

const LinesPage = z.object({ order: z.object({ lineItems: pageOf(Line) }).nullable() })

const linesDocument = `query MoreLines($id: ID!, $after: String) {
  order(id: $id) { lineItems(first: 100, after: $after) { nodes { title sku quantity } ${PAGE_INFO} } }
}`

const periods = {
  yesterday: 'Yesterday',
  today: 'Today so far',
  last_7_days: 'The last 7 whole days',
  last_30_days: 'The last 30 whole days',
  between: 'Between two moments',
} as const
type Period = keyof typeof periods

const MOST_ORDERS = 250

export const listOrders = base.action({
  title: 'Find orders',
  sentence: 'Find the orders of a day or a period',
  description: 'Lists the orders that were placed in a period, by the shop’s own time zone, with a text for an e-mail.',
  effect: 'read',
  input: {
    period: field(z.enum(['yesterday', 'today', 'last_7_days', 'last_30_days', 'between']), {
      label: 'Placed',
      choices: periods,
    }).default('yesterday'),
    from: field(z.iso.datetime({ offset: true }), {
      label: 'From',
      help: 'For “Between two moments”; the first order if left out.',
    }).optional(),
    to: field(z.iso.datetime({ offset: true }), {
      label: 'To',
      help: 'For “Between two moments”; now if left out.',
    }).optional(),
    paid: field(z.enum(['any', 'paid', 'unpaid']), {
      label: 'Paid',
      choices: { any: 'Paid or not', paid: 'Only paid ones', unpaid: 'Only unpaid ones' },
    }).default('any'),
    tag: field(z.string().min(1), { label: 'With the tag', rare: true }).optional(),
  },
  output: z.object({
    count: z.int().meta({ title: 'Number of orders' }),
    total: Money.nullable().describe('Of all of them; empty when they are in several currencies.'),
    from: z.string(),
    to: z.string(),
    text: z.string().meta({ title: 'All orders as text', description: 'One line an order, for an e-mail.' }),
    orders: z.array(Order),
  }),
  run: async ({ http, input, now }) => {
    const { shop } = await http.graphql('query Zone { shop { ianaTimezone } }', Zone)
    const { from, to } = spanOf(input, new Date(now), shop.ianaTimezone)
    const query = [
      `created_at:>='${from.toISOString()}'`,
      `created_at:<'${to.toISOString()}'`,
      ...(input.paid === 'any' ? [] : [`financial_status:${input.paid}`]),
      ...(input.tag === undefined ? [] : [`tag:'${input.tag.replaceAll("'", '')}'`]),
    ].join(' AND ')
    const orders = await collectPages(
      async (after: string | null) => {
        const page = (await http.graphql(document, Page, { after, query })).orders
        return {
          items: await toOrders(http, page.nodes),
          cursor: page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null,
        }
      },
      { maxItems: MOST_ORDERS },
    )
    return {
      count: orders.length,
      total: totalOf(orders),
      from: from.toISOString(),
      to: to.toISOString(),
      text: textOf(orders),
      orders,
    }
  },
})

const Zone = z.object({ shop: z.object({ ianaTimezone: z.string() }) })

type Wish = { period: Period; from?: string | undefined; to?: string | undefined }

function spanOf(wish: Wish, now: Date, zone: string): { from: Date; to: Date } {
  const days = (before: number) => startOfDay(now, zone, before)
  switch (wish.period) {
    case 'today':
      return { from: days(0), to: now }
    case 'yesterday':
      return { from: days(1), to: days(0) }
    case 'last_7_days':
      return { from: days(7), to: days(0) }
    case 'last_30_days':
      return { from: days(30), to: days(0) }
    case 'between':
      return {
        from: wish.from === undefined ? new Date(0) : new Date(wish.from),
        to: wish.to === undefined ? now : new Date(wish.to),
      }
  }
}

type Node = z.output<typeof Page>['orders']['nodes'][number]

async function toOrders(http: HttpClient, nodes: Node[]): Promise<ListedOrder[]> {
  const orders: ListedOrder[] = []
  for (const node of nodes) {
    const { id } = node
    const lines = await wholeList(node.lineItems, async (after) => {
      const { order } = await http.graphql(linesDocument, LinesPage, { id, after })
      if (order === null) throw new ConnectorError('not_found', `The shop has no order ${id} any more`)
      return order.lineItems
    })
    orders.push(toOrder(node, lines))
  }
  return orders
}

function toOrder(node: Node, lines: ListedOrder['lineItems']): ListedOrder {
  const { displayFinancialStatus, displayFulfillmentStatus, totalPriceSet, customer, lineItems: _first, ...rest } = node
  return {
    ...rest,
    customer: [customer?.firstName, customer?.lastName].filter(Boolean).join(' '),
    financialStatus: displayFinancialStatus,
    fulfillmentStatus: displayFulfillmentStatus,
    totalPrice: totalPriceSet.shopMoney,
    items: lines.reduce((sum, line) => sum + line.quantity, 0),
    lineItems: lines,
  }
}

function totalOf(orders: ListedOrder[]): z.output<typeof Money> | null {
  const [first] = orders
  if (first === undefined) return null
  const { currencyCode } = first.totalPrice
  if (orders.some((order) => order.totalPrice.currencyCode !== currencyCode)) return null
  // In hundredths, because sums of decimal fractions are not exact.
  const hundredths = orders.reduce((sum, order) => sum + Math.round(Number(order.totalPrice.amount) * 100), 0)
  return { amount: (hundredths / 100).toFixed(2), currencyCode }
}

function textOf(orders: ListedOrder[]): string {
  if (orders.length === 0) return 'No orders.'
  return orders
    .map(({ name, customer, email, totalPrice, items }) => {
      const who = customer === '' ? (email ?? 'no name') : customer
      return `${name}, ${who}: ${totalPrice.amount} ${totalPrice.currencyCode}, ${items === 1 ? '1 piece' : `${items} pieces`}`
    })
    .join('\n')
}
