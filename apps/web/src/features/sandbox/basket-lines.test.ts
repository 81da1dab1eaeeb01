import { expect, test } from 'vitest'
import { basketOf, changedBasket } from './basket-lines.ts'

const product = (id: string, priceCents: number) => ({ id, title: id, sku: id, priceCents, currency: 'SEK', stock: 5 })

test('a basket sums what is in it, and a line of none goes', () => {
  const products = [product('mug', 24_000), product('lamp', 76_800)]
  const full = changedBasket(changedBasket({}, 'mug', 2), 'lamp', 1)
  expect(basketOf(products, full)).toMatchObject({ count: 3, cents: 124_800, currency: 'SEK' })
  expect(changedBasket(full, 'mug', 0)).toEqual({ lamp: 1 })
})
