import { action, compare, expression } from '../../workspace/build-steps.ts'
import { event, filter, flowOf } from './flow-of.ts'
import { teamMail } from './mail-steps.ts'
import type { Template } from './template.ts'

export const lowStock: Template = {
  id: 'low-stock',
  title: 'Low stock: tell the team',
  description:
    'After each paid order its goods are checked, and the team gets a mail when less is left than was ordered.',
  folder: 'Stock',
  document: flowOf({
    start: { id: 'order', name: 'When an order is paid', trigger: event('shopify', 'orderPaid') },
    steps: [
      action('stock', 'Check the stock', {
        connector: 'shopify',
        action: 'checkStock',
        connectionId: null,
        input: {
          items: {
            kind: 'list',
            of: { kind: 'reference', ref: { from: 'order', path: ['line_items'] } },
            keep: {
              kind: 'compare',
              left: { kind: 'reference', ref: { from: 'item', path: ['variant_id'] }, ifMissing: { kind: 'omit' } },
              operator: 'is_not_empty',
            },
            each: {
              kind: 'object',
              fields: {
                variantId: { kind: 'template', parts: [{ ref: { from: 'item', path: ['variant_id'] } }] },
                quantity: { kind: 'reference', ref: { from: 'item', path: ['quantity'] } },
              },
            },
          },
        },
      }),
      filter('low', 'Is something short?', compare('stock.allAvailable', 'is_false')),
      teamMail('mail', 'Tell the team', {
        subject: 'Stock is low after order {order.name}',
        text: expression(
          '"After order " & steps.order.name & " these are short:\\n\\n" & $join(steps.stock.items[enough = false].($string(sku) & ": " & $string(available) & " left"), "\\n")',
        ),
      }),
    ],
    cables: ['order > stock > low > mail'],
  }),
}
