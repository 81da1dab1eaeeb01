import { compare, must } from '../../workspace/build-steps.ts'
import { event, filter, flowOf } from './flow-of.ts'
import { customerMail } from './mail-steps.ts'
import type { Template } from './template.ts'

export const failedPayment: Template = {
  id: 'failed-payment',
  title: 'Failed payment: ask for another card',
  description: 'When Stripe cannot take a payment, the customer is asked to try again with another card.',
  folder: 'Finance',
  document: flowOf({
    start: { id: 'payment', name: 'When a payment fails', trigger: event('stripe', 'paymentFailed') },
    steps: [
      filter('known', 'Is there an address?', compare('payment.object.receipt_email', 'is_not_empty')),
      customerMail('mail', 'Ask for another card', {
        to: must('payment.object.receipt_email'),
        subject: 'Your payment did not go through',
        text: 'Your bank said: {payment.object.last_payment_error.message}. Nothing was taken. Please try again, or use another card.',
      }),
    ],
    cables: ['payment > known > mail'],
  }),
}
