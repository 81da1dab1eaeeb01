export type MappingErrorCode =
  | 'missing'
  | 'expression_failed'
  | 'expression_budget'
  | 'type'
  | 'value_map_unmatched'
  | 'too_large'

/** Why an input could not be built, in words a person can act on. */
export type MappingError = {
  code: MappingErrorCode
  /** Name of the input field, dotted into what it holds: `address.phone`, `items.2.sku`. Empty for a lone mapping. */
  field: string
  /** Where the value was looked for: `Order paid › shipping_address › phone`. */
  source: string
  /** Source text of the expression, when one is to blame. */
  expression?: string
  /** What the expression's references stood for: `{ 'steps.order.total': 'text' }`. */
  valueTypes?: Record<string, string>
  /** What is wrong and how to mend it. */
  message: string
}

/** Something a person may want to look at, though the input could be built. */
export type MappingWarning = { field: string; source: string; message: string }
