import { compare, constant, type FlowDraft, flow, inside, object, ref, step, words } from './draw.ts'
import type { ShopSteps } from './shop-steps.ts'

const DAY_MS = 86_400_000

/** An order from the till to a review: most of the language in one drawing. */
export function orderToDoorstep(steps: ShopSteps): FlowDraft {
  return flow(
    [
      steps.order(),
      step('pay', 'scope', 'Take the payment', { compensate: true }),
      ...inside('pay', [steps.capture(), steps.refund(), steps.look()]),
      ...inside('pay', [steps.mail('card', 'Ask for another card', 'Order {order.name}: another card?')], 'catch'),
      ...inside('pay', [steps.tag('noted', 'Note it on the order', 'payment-tried')], 'finally'),
      step('stocked', 'branch', 'Is everything in stock?', {
        cases: [{ id: 'all', label: 'In stock', condition: compare('look.allAvailable', 'is_true') }],
        otherwiseLabel: 'Something missing',
      }),
      step('three', 'parallel', 'Three at once', { join: { kind: 'all' } }),
      ...inside('three', [
        steps.label(),
        steps.take(),
        steps.tag('pick', 'Tell the picker', 'pick'),
        steps.contact(),
        steps.tag('papers', 'Tag it for customs', 'customs'),
      ]),
      step('lines', 'loop', 'For each line', {
        list: ref('order.line_items'),
        concurrency: 4,
        onItemError: 'continue',
      }),
      ...inside('lines', [
        steps.http('book', 'Post the line to the ledger', 'writeOnce', {
          method: constant('POST'),
          url: constant('/entries'),
          body: object({ article: ref('lines.item.sku') }),
        }),
      ]),
      steps.ship(),
      steps.event('delivered', 'Wait until it is delivered'),
      steps.mail('review', 'Ask for a review', 'How was {order.name}?'),
      steps.teamMail('claim', 'Open a claim', 'Order {order.name} did not arrive'),
      steps.teamMail('tell', 'Tell the stock team', 'Order {order.name} lacks something'),
      step('restock', 'wait', 'Wait for the restock', { wait: { kind: 'duration', ms: constant(2 * DAY_MS) } }),
      step('ask', 'approval', 'May we refund the rest?', {
        question: words('May we refund the rest of order {order.name}?'),
        facts: [{ label: 'Customer', value: ref('order.email') }],
        approvers: { people: [], role: 'owner' },
        form: [],
        deadlineMs: DAY_MS,
        remindMs: null,
      }),
      steps.mail('sorry', 'E-mail the apology', 'About your order {order.name}'),
      steps.mail('swap', 'Offer a swap', 'Something else for {order.name}?'),
    ],
    'order > pay > stocked',
    'capture.undo > refund',
    'capture > look',
    'stocked.all > three > lines > ship > delivered > review',
    'label > papers',
    'take > pick',
    'delivered.timeout > claim',
    'stocked.otherwise > tell > restock > ask',
    'ask.approved > sorry',
    'ask.refused > swap',
  )
}
