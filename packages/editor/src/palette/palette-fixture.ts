/** Only for tests: the words of the first connectors' manifests, as the catalogue has them; `readManifests` reads them. */
export const paletteManifests: unknown = {
  easypost: {
    id: 'easypost',
    title: 'EasyPost',
    categories: ['Shipping'],
    triggers: {
      trackingChanged: {
        title: 'Tracking changed',
        sentence: 'A parcel’s tracking changes',
        description: 'Starts when a parcel that EasyPost follows is picked up, moves, is delivered or gets stuck.',
        topics: [],
        fields: [],
      },
    },
    actions: {
      getRates: {
        title: 'Get rates',
        sentence: 'Get shipping rates',
        description: 'Creates a shipment, which costs nothing, and lists what each carrier asks for it.',
        fields: [],
      },
      buyLabel: {
        title: 'Buy label',
        sentence: 'Buy the cheapest label',
        description:
          'Creates a shipment and buys its cheapest rate, or the cheapest of the carrier and service you name.',
        fields: [],
      },
      trackParcel: {
        title: 'Track parcel',
        sentence: 'Track the parcel',
        description: 'Follows a tracking code and tells where the parcel is. Its changes arrive as "Tracking changed".',
        fields: [],
      },
    },
  },
  hubspot: {
    id: 'hubspot',
    title: 'HubSpot',
    categories: ['CRM'],
    triggers: {},
    actions: {
      upsertContact: {
        title: 'Create or update contact',
        sentence: 'Create or update the contact',
        description:
          'Finds the contact by its e-mail address and changes the fields you fill; creates it where there is none.',
        fields: [],
      },
      createDeal: {
        title: 'Create deal',
        sentence: 'Create the deal {name}',
        description: 'Adds a deal to a pipeline.',
        fields: [],
      },
    },
  },
  sendgrid: {
    id: 'sendgrid',
    title: 'SendGrid',
    categories: ['E-mail'],
    triggers: {},
    actions: {
      sendMail: {
        title: 'Send e-mail',
        sentence: 'Send an e-mail',
        description: 'Hands one message to SendGrid, which accepts it and delivers it later.',
        fields: [],
      },
      sendTemplate: {
        title: 'Send e-mail from a template',
        sentence: 'Send an e-mail from a template',
        description: 'Hands one message to SendGrid, which fills its dynamic template and delivers it later.',
        fields: [],
      },
    },
  },
  shopify: {
    id: 'shopify',
    title: 'Shopify',
    categories: ['shop'],
    triggers: {
      orderCreated: {
        title: 'Order placed',
        sentence: 'Order placed',
        description: 'An order was created, paid or not.',
        topics: [],
        fields: [],
      },
      orderPaid: {
        title: 'Order paid',
        sentence: 'Order paid',
        description: 'An order was paid in full.',
        topics: [],
        fields: [],
      },
      refundCreated: {
        title: 'Refund created',
        sentence: 'Refund created',
        description: 'An order was refunded, wholly or in part.',
        topics: [],
        fields: [],
      },
    },
    actions: {
      getOrder: {
        title: 'Get order',
        sentence: 'Look up the order {orderId}',
        description: 'Reads an order as it is now: status, lines, address, and what is still to be shipped from where.',
        fields: [],
      },
      listOrders: {
        title: 'Find orders',
        sentence: 'Find the orders of a day or a period',
        description:
          'Lists the orders that were placed in a period, by the shop’s own time zone, with a text for an e-mail.',
        fields: [],
      },
      checkStock: {
        title: 'Check stock',
        sentence: 'Check that all items are in stock',
        description: 'Reads how many of each variant are available and says whether all that is asked for is there.',
        fields: [],
      },
      adjustInventory: {
        title: 'Adjust stock',
        sentence: 'Adjust the stock of {changes}',
        description: 'Adds to or takes from the available stock of items at locations, all of them or none.',
        fields: [],
      },
      createFulfillment: {
        title: 'Create fulfilment',
        sentence: 'Mark the order {orderId} as shipped with {trackingNumber}',
        description: 'Ships what is open of an order, or a part of it, with a tracking number that the customer gets.',
        fields: [],
      },
      tagOrder: {
        title: 'Tag order',
        sentence: 'Tag the order {orderId} with {tags}',
        description: 'Adds tags to an order. Tags that it has already stay as they are.',
        fields: [],
      },
    },
  },
  smtp: {
    id: 'smtp',
    title: 'E-mail (SMTP)',
    categories: ['E-mail'],
    triggers: {},
    actions: {
      sendMail: {
        title: 'Send e-mail',
        sentence: 'Send an e-mail',
        description: 'Hands one message to the mail server.',
        fields: [],
      },
    },
  },
  stripe: {
    id: 'stripe',
    title: 'Stripe',
    categories: ['payments'],
    triggers: {
      paymentSucceeded: {
        title: 'Payment succeeded',
        sentence: 'Payment succeeded',
        description: 'A payment has gone through.',
        topics: [],
        fields: [],
      },
    },
    actions: {
      retrievePaymentIntent: {
        title: 'Get payment intent',
        sentence: 'Look up the payment {paymentIntent}',
        description: 'Reads a payment: its status, amount and charge.',
        fields: [],
      },
      capturePaymentIntent: {
        title: 'Capture payment',
        sentence: 'Capture the payment {paymentIntent}',
        description: 'Takes money that was authorised before. What is not captured is released.',
        fields: [],
      },
      refundPayment: {
        title: 'Refund payment',
        sentence: 'Refund the payment {paymentIntent}',
        description: 'Gives back a payment, or a part of it.',
        fields: [],
      },
    },
  },
}
