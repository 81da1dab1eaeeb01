import { ControlError } from '../control-error.ts'
import { simulators } from '../simulators.ts'
import type { Workspace } from '../workspaces.ts'
import { readProducts } from './read-shop.ts'

/** Adds to what lies in the warehouse. */
export function restockProduct(workspace: Workspace, wish: { productId: string; quantity: number }): void {
  const product = readProducts(workspace).find(({ id }) => id === wish.productId)
  if (product === undefined) throw new ControlError(404, 'not_found', `The shop sells no product ${wish.productId}.`)
  const available = product.stock + wish.quantity
  simulators.shopify.commands.setStock(workspace.hostOf('shopify'), { sku: product.sku, available })
}
