/** Small flows, written out in the document's own words, as an import of a file would be. */

const base = (id: string, kind: string, name: string) => ({ id, kind, name, position: { x: 0, y: 0 } })
const constant = (value: unknown) => ({ kind: 'constant', value })
const reference = (from: string, ...path: string[]) => ({ kind: 'reference', ref: { from, path } })

type Step = ReturnType<typeof base> & Record<string, unknown>

/** Steps one after the other. */
function inARow(...steps: Step[]): Record<string, unknown> {
  const edges = steps.slice(1).map((step, index) => {
    const from = steps[index]?.id ?? ''
    return { id: `${from}_${step.id}`, from, port: 'out', to: step.id }
  })
  return { schemaVersion: 1, steps, edges, notes: [] }
}

const byHand: Step = {
  ...base('start', 'trigger', 'When somebody starts it'),
  trigger: { type: 'manual', form: [{ name: 'order', label: 'Order', type: 'text', required: true }] },
}

const body = { kind: 'object', fields: { order: reference('start', 'order') } }

/** A POST that nothing keeps from being applied twice, and a step that uses what it answered. */
export function unsafeWriteFlow(connectionId: string): Record<string, unknown> {
  return inARow(
    byHand,
    {
      ...base('tell', 'action', 'Tell the warehouse'),
      connector: 'http',
      action: 'write',
      connectionId,
      input: { method: constant('POST'), url: constant('/things'), body },
      policy: { timeoutMs: 1_000 },
      onUnknown: 'decide',
    },
    { ...base('note', 'set', 'Note what it said'), fields: { thing: reference('tell', 'body', 'id') } },
  )
}

/** Waits for an hour before it sends anything. */
export function waitingFlow(connectionId: string): Record<string, unknown> {
  return inARow(
    byHand,
    { ...base('pause', 'wait', 'Wait an hour'), wait: { kind: 'duration', ms: constant(3_600_000) } },
    {
      ...base('tell', 'action', 'Tell the warehouse'),
      connector: 'http',
      action: 'writeOnce',
      connectionId,
      input: { method: constant('POST'), url: constant('/things'), body },
    },
  )
}

/** Two writes that may be sent again; the second gives up at once. */
export function twoWritesFlow(connectionId: string): Record<string, unknown> {
  const call = { connector: 'http', action: 'writeOnce', connectionId }
  return inARow(
    byHand,
    {
      ...base('first', 'action', 'Tell the warehouse'),
      ...call,
      input: { method: constant('POST'), url: constant('/things'), body },
    },
    {
      ...base('second', 'action', 'Tell the shop floor'),
      ...call,
      input: { method: constant('POST'), url: constant('/things'), query: constant({ floor: true }), body },
      policy: { maxAttempts: 1 },
    },
  )
}

/** One contact in HubSpot for each order. */
export function contactFlow(connectionId: string): Record<string, unknown> {
  return inARow(byHand, {
    ...base('contact', 'action', 'Keep the customer'),
    connector: 'hubspot',
    action: 'upsertContact',
    connectionId,
    input: { email: constant('ilka@brindle.example'), company: reference('start', 'order') },
  })
}

/** Asks the owners before it sends anything; says so to nobody when they refuse. */
export function approvalFlow(connectionId: string): Record<string, unknown> {
  const ask = {
    ...base('ask', 'approval', 'Ask the owners'),
    question: {
      kind: 'template',
      parts: [{ text: 'Send order ' }, { ref: { from: 'start', path: ['order'] } }, { text: ' to the warehouse?' }],
    },
    facts: [{ label: 'Order', value: reference('start', 'order') }],
    approvers: { people: [], role: 'owner' },
    form: [{ name: 'boxes', label: 'Boxes', type: 'number', required: true }],
    deadlineMs: 7_200_000,
    remindMs: 3_600_000,
  }
  const tell = {
    ...base('tell', 'action', 'Tell the warehouse'),
    connector: 'http',
    action: 'writeOnce',
    connectionId,
    input: { method: constant('POST'), url: constant('/things'), body },
  }
  const end = { ...base('end', 'stop', 'Leave it'), outcome: 'succeeded' }
  const edge = (from: string, port: string, to: string) => ({ id: `${from}_${to}`, from, port, to })
  const edges = [edge('start', 'out', 'ask'), edge('ask', 'approved', 'tell'), edge('ask', 'refused', 'end')]
  return { schemaVersion: 1, steps: [byHand, ask, tell, end], edges, notes: [] }
}

/** One contact in HubSpot for each order, by an address made of the order's number. */
export function customerFlow(connectionId: string): Record<string, unknown> {
  return inARow(byHand, {
    ...base('contact', 'action', 'Keep the customer'),
    connector: 'hubspot',
    action: 'upsertContact',
    connectionId,
    input: {
      email: {
        kind: 'template',
        parts: [{ ref: { from: 'start', path: ['order'] } }, { text: '@brindle.example' }],
      },
      company: reference('start', 'order'),
    },
  })
}

/** Three pieces, one after the other; when one cannot be had, those before it are put back. */
export function allOrNothingFlow(connectionId: string): Record<string, unknown> {
  const call = { connector: 'http', connectionId }
  const steps = [
    byHand,
    { ...base('all', 'scope', 'Hold all or nothing'), compensate: true },
    {
      ...base('pieces', 'loop', 'For each piece'),
      parent: 'all',
      list: constant(['mug', 'bowl', 'plate']),
      concurrency: 1,
      onItemError: 'stop',
    },
    {
      ...base('reserve', 'action', 'Reserve a piece'),
      parent: 'pieces',
      ...call,
      action: 'writeOnce',
      input: {
        method: constant('POST'),
        url: constant('/things'),
        body: { kind: 'object', fields: { piece: reference('pieces', 'item') } },
      },
    },
    {
      ...base('return', 'action', 'Put it back'),
      parent: 'pieces',
      ...call,
      action: 'replace',
      input: {
        method: constant('DELETE'),
        url: {
          kind: 'template',
          parts: [{ text: '/things/' }, { ref: { from: 'reserve', path: ['body', 'id'] } }],
        },
      },
    },
    {
      ...base('excuse', 'set', 'Note what failed'),
      parent: 'all',
      lane: 'catch',
      fields: { failed: reference('all', 'error', 'step') },
    },
  ]
  const edge = (from: string, port: string, to: string) => ({ id: `${from}_${to}`, from, port, to })
  return { schemaVersion: 1, steps, edges: [edge('start', 'out', 'all'), edge('reserve', 'undo', 'return')], notes: [] }
}

/** Goes on only for large orders. */
export function filteredFlow(): Record<string, unknown> {
  const condition = { kind: 'compare', left: reference('start', 'order'), operator: 'equals', right: constant('large') }
  return inARow(
    byHand,
    { ...base('rule', 'filter', 'Only large orders'), condition },
    { ...base('note', 'set', 'Note the order'), fields: { order: reference('start', 'order') } },
  )
}

/** Begun by other flows, with an order and its lines. */
export function calledFlow(): Record<string, unknown> {
  return inARow(
    {
      ...base('start', 'trigger', 'When another flow runs it'),
      trigger: {
        type: 'call',
        input: [
          { name: 'order', label: 'Order', type: 'text', required: true },
          { name: 'lines', label: 'Lines', type: 'json', required: false },
        ],
        output: [],
      },
    },
    { ...base('note', 'set', 'Note the order'), fields: { order: reference('start', 'order') } },
  )
}

export function callingFlow(flowId: string): Record<string, unknown> {
  return inARow(byHand, {
    ...base('call', 'subflow', 'Give the money back'),
    flowId,
    versionId: null,
    mode: 'wait',
    input: { order: reference('start', 'order') },
  })
}

/** Looks an order up that has come in, and keeps its customer. */
export function lookedUpFlow({ shop, crm }: { shop: string; crm: string }): Record<string, unknown> {
  return inARow(
    {
      ...base('start', 'trigger', 'When an order is placed'),
      trigger: { type: 'event', connector: 'shopify', event: 'orderCreated', connectionId: shop, params: {} },
    },
    {
      ...base('get', 'action', 'Look the order up'),
      connector: 'shopify',
      action: 'getOrder',
      connectionId: shop,
      input: { orderId: reference('start', 'admin_graphql_api_id') },
    },
    {
      ...base('contact', 'action', 'Keep the customer'),
      connector: 'hubspot',
      action: 'upsertContact',
      connectionId: crm,
      input: {
        email: reference('start', 'email'),
        company: { kind: 'template', parts: [{ text: 'Order ' }, { ref: { from: 'get', path: ['name'] } }] },
      },
    },
  )
}
