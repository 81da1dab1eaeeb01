import type { Product } from './sandbox-schema.ts'

/** Product id to how many. */
export type BasketLines = Readonly<Record<string, number>>

export function changedBasket(lines: BasketLines, productId: string, quantity: number): BasketLines {
  const { [productId]: _, ...rest } = lines
  return quantity <= 0 ? rest : { ...rest, [productId]: quantity }
}

export function basketOf(products: readonly Product[], lines: BasketLines) {
  const items = products.flatMap((product) => {
    const quantity = lines[product.id] ?? 0
    return quantity === 0 ? [] : [{ product, quantity, cents: quantity * product.priceCents }]
  })
  return {
    items,
    count: items.reduce((sum, item) => sum + item.quantity, 0),
    cents: items.reduce((sum, item) => sum + item.cents, 0),
    currency: products[0]?.currency ?? 'EUR',
  }
}
