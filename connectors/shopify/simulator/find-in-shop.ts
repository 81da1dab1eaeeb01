import type { Order, Variant } from './shop-state.ts'

/** Orders by Shopify's search words, as far as integrations use them: times, payment, tags. All must hold. */
export function findOrders(orders: Order[], query: string): Order[] {
  const tests = termsOf(query).map(testOf)
  return orders.filter((order) => tests.every((test) => test(order)))
}

/** Variants whose title or SKU has all the words. */
export function findVariants(variants: Variant[], query: string): Variant[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return variants.filter(({ title, sku }) => words.every((word) => `${title} ${sku}`.toLowerCase().includes(word)))
}

type Term = { name: string; operator: string; value: string }

function termsOf(query: string): Term[] {
  return [...query.matchAll(/(\w+):(>=|<=|>|<)?(?:'([^']*)'|(\S+))/g)].map(
    ([, name = '', operator = '', quoted, bare]) => ({ name, operator, value: quoted ?? bare ?? '' }),
  )
}

function testOf({ name, operator, value }: Term): (order: Order) => boolean {
  if (name === 'created_at') return ({ createdAt }) => compare(Date.parse(createdAt), operator, Date.parse(value))
  if (name === 'financial_status')
    return ({ financialStatus }) =>
      value === 'unpaid' ? financialStatus === 'pending' || financialStatus === 'authorized' : financialStatus === value
  if (name === 'tag') return ({ tags }) => tags.includes(value)
  // Shopify takes words it does not know as text to look for, which no order here has.
  return () => false
}

function compare(a: number, operator: string, b: number): boolean {
  if (operator === '>=') return a >= b
  if (operator === '<=') return a <= b
  if (operator === '>') return a > b
  return operator === '<' ? a < b : a === b
}
