import type { FlowDocument, Step } from '@patchbay/flow/document'

/** What the names need of a connector's manifest. */
export type TitledConnectors = Readonly<
  Record<
    string,
    {
      actions: Readonly<Record<string, { title: string }>>
      triggers: Readonly<Record<string, { title: string }>>
    }
  >
>

const CAPITALS: Record<string, string> = {
  id: 'ID',
  ids: 'IDs',
  sku: 'SKU',
  skus: 'SKUs',
  url: 'URL',
  vat: 'VAT',
  api: 'API',
  html: 'HTML',
  json: 'JSON',
  graphql: 'GraphQL',
  http: 'HTTP',
  ip: 'IP',
  iban: 'IBAN',
  hs: 'HS',
  gtin: 'GTIN',
  ean: 'EAN',
}

/** `shippingAddress`, `shipping_address` → "Shipping address"; `line_item_id` → "Line item ID". */
export function humanise(name: string): string {
  const words = wordsOf(name)
  if (words.length === 0) return name
  const said = words
    .map((word) => word.replace(/^([a-z]{3,})(\d+)$/, '$1 $2'))
    .map((word) => (word === 'email' ? 'e-mail' : (CAPITALS[word] ?? word)))
    .join(' ')
  return said.charAt(0).toUpperCase() + said.slice(1)
}

/** Lower-case words of a programmer's name: `customerID2` → customer, id2. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** "Lines" → "line", "Addresses" → "address", "Items" → "item"; what has no plural ending stays. */
export function singular(words: string): string {
  const plain = words.toLowerCase()
  if (/ies$/.test(plain)) return `${plain.slice(0, -3)}y`
  if (/(ss|x|ch|sh)es$/.test(plain)) return plain.slice(0, -2)
  if (/[^s]s$/.test(plain)) return plain.slice(0, -1)
  return plain
}

/**
 * What a step's values are called: the thing that it is about ("Order", "Payment"), or the step's own name where two
 * steps would be called the same, or where there is no such thing.
 */
export function sourceNames(document: FlowDocument, connectors: TitledConnectors): (stepId: string) => string {
  const things = new Map(document.steps.map((step) => [step.id, thingOf(step, connectors)]))
  const uses = new Map<string, number>()
  for (const thing of things.values()) if (thing !== null) uses.set(thing, (uses.get(thing) ?? 0) + 1)
  return (stepId) => {
    const thing = things.get(stepId)
    if (thing != null && uses.get(thing) === 1) return thing
    return document.steps.find(({ id }) => id === stepId)?.name ?? 'Step was removed'
  }
}

/** "first", "last", "no. 3": a place in a list. */
export function positionWords(index: number): string {
  if (index < 0) return index === -1 ? 'last' : `${-index}. from the end`
  return index === 0 ? 'first' : `no. ${index + 1}`
}

/** "Order paid" is about an order, "Capture payment" about a payment. */
function thingOf(step: Step, connectors: TitledConnectors): string | null {
  if (step.kind === 'trigger' && step.trigger.type === 'event') {
    const { connector, event } = step.trigger
    const title = own(connectors[connector]?.triggers, event)?.title
    return title === undefined ? null : capital(title.split(' ').slice(0, -1).join(' ') || title)
  }
  if (step.kind !== 'action') return null
  const title = own(connectors[step.connector]?.actions, step.action)?.title
  const rest = title?.replace(/^(create or update|put or delete|look up|[a-z]+)\s+(a |an |the )?/i, '')
  if (rest === undefined || rest === title || /^(from|to|at|in|with)\b/i.test(rest)) return null
  return capital(rest)
}

function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)
