import { action, compare, constant, maybe, must } from '../../workspace/build-steps.ts'
import { event, filter, flowOf } from './flow-of.ts'
import type { Template } from './template.ts'

export const newCustomer: Template = {
  id: 'new-customer',
  title: 'New order: customer to HubSpot',
  description: 'Everybody who orders becomes a contact in HubSpot, or is brought up to date there.',
  folder: 'Customers',
  document: flowOf({
    start: { id: 'order', name: 'When an order is placed', trigger: event('shopify', 'orderCreated') },
    steps: [
      filter('known', 'Is there an address?', compare('order.email', 'is_not_empty')),
      action('contact', 'Keep the customer in HubSpot', {
        connector: 'hubspot',
        action: 'upsertContact',
        connectionId: null,
        input: {
          email: must('order.email'),
          firstName: maybe('order.customer.first_name'),
          lastName: maybe('order.customer.last_name'),
          phone: maybe('order.phone'),
          company: maybe('order.billing_address.company'),
          address: maybe('order.billing_address.address1'),
          city: maybe('order.billing_address.city'),
          zip: maybe('order.billing_address.zip'),
          country: maybe('order.billing_address.country_code'),
          lifecycleStage: constant('customer'),
        },
      }),
    ],
    cables: ['order > known > contact'],
  }),
}
