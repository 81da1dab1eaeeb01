import { action, branch, compare, constant, expression, ref, template } from '../../workspace/build-steps.ts'
import { approval } from './control-steps.ts'
import { event, flowOf } from './flow-of.ts'
import { teamMail } from './mail-steps.ts'
import type { Template } from './template.ts'

const tag = (id: string, name: string, tags: string) =>
  action(id, name, {
    connector: 'shopify',
    action: 'tagOrder',
    connectionId: null,
    input: { orderId: expression('$string(steps.order.id)'), tags: constant([tags]) },
  })

export const bigOrderApproval: Template = {
  id: 'big-order-approval',
  title: 'Big order: ask before it ships',
  description:
    'A paid order of 500 or more waits until somebody says yes or no; the answer is tagged on the order. When nobody answers in two days, the team is told.',
  folder: 'Orders',
  document: flowOf({
    start: { id: 'order', name: 'When an order is paid', trigger: event('shopify', 'orderPaid') },
    steps: [
      branch('size', 'Is it 500 or more?', {
        cases: [{ id: 'big', label: 'Big', condition: compare('order.total_price', 'at_least', 500) }],
        otherwiseLabel: 'Others',
      }),
      approval('ask', 'Ask whether it may ship', {
        question: template('May order {order.name} over {order.total_price} {order.currency} ship?'),
        facts: [
          { label: 'Customer', value: ref('order.email') },
          { label: 'Paid on', value: ref('order.created_at') },
        ],
        form: [{ name: 'reason', label: 'Why', type: 'text', required: false }],
      }),
      tag('cleared', 'Tag it as cleared', 'cleared'),
      tag('stopped', 'Tag it as stopped', 'do-not-ship'),
      teamMail('silence', 'Tell the team that nobody answered', {
        subject: 'Order {order.name} still waits',
        text: 'Nobody has said in two days whether order {order.name} over {order.total_price} {order.currency} may ship.',
      }),
    ],
    cables: [
      'order > size',
      'size.big > ask',
      'ask.approved > cleared',
      'ask.refused > stopped',
      'ask.timeout > silence',
    ],
  }),
}
