import { action, constant, expression, object } from '../../workspace/build-steps.ts'
import { flowOf } from './flow-of.ts'
import { teamMail } from './mail-steps.ts'
import type { Template } from './template.ts'

export const yesterdaysOrders: Template = {
  id: 'yesterdays-orders',
  title: "Every morning at 8: yesterday's orders as one mail",
  description: "Reads the orders of the last 24 hours from the shop's API and sends the team one mail that lists them.",
  folder: 'Orders',
  document: flowOf({
    start: {
      id: 'morning',
      name: 'Every morning at 8',
      trigger: {
        type: 'schedule',
        schedule: { kind: 'cron', expression: '0 8 * * *', timeZone: 'UTC' },
        overlap: 'skip',
        catchUpWindowMs: 3_600_000,
      },
    },
    steps: [
      {
        ...action('orders', "Read yesterday's orders", {
          connector: 'http',
          action: 'read',
          connectionId: null,
          input: {
            url: constant('/admin/api/2026-01/orders.json'),
            query: object({
              status: constant('any'),
              limit: constant(250),
              created_at_min: expression('$fromMillis($toMillis(steps.morning.scheduledFor) - 86400000)'),
              created_at_max: expression('steps.morning.scheduledFor'),
            }),
          },
        }),
        note: 'Connect the host of your shop, with its access token in the header X-Shopify-Access-Token.',
      },
      teamMail('mail', 'Send the list', {
        subject: "Yesterday's orders",
        text: expression(
          '$string($count(steps.orders.body.orders)) & " orders since yesterday at 8\\n\\n" & $join(steps.orders.body.orders.(name & "  " & total_price & " " & currency), "\\n")',
        ),
      }),
    ],
    cables: ['morning > orders > mail'],
  }),
}
