import { compare, expression } from '../../workspace/build-steps.ts'
import { event, filter, flowOf } from './flow-of.ts'
import { teamMail } from './mail-steps.ts'
import type { Template } from './template.ts'

export const largeRefund: Template = {
  id: 'large-refund',
  title: 'Refund over 100: tell finance',
  description: 'When Stripe gives back 100 or more, finance gets a mail with the amount and the payment.',
  folder: 'Finance',
  document: flowOf({
    start: { id: 'refund', name: 'When a charge is refunded', trigger: event('stripe', 'chargeRefunded') },
    steps: [
      // Stripe counts in the smallest unit.
      filter('large', 'Is it 100 or more?', compare('refund.object.amount_refunded', 'at_least', 10_000)),
      teamMail('mail', 'Tell finance', {
        subject: 'A large refund was made',
        text: expression(
          '"Refunded: " & $string(steps.refund.object.amount_refunded / 100) & " " & $uppercase(steps.refund.object.currency) & "\\nCharge: " & steps.refund.object.id',
        ),
      }),
    ],
    cables: ['refund > large > mail'],
  }),
}
