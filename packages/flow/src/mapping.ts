import type { Json } from './json.ts'

/**
 * Where a value comes from.
 * `from` is a step's id, or one of three names that no step may take: `item` (the element of the innermost
 * list mapping), `run` (`id`, `now`, `random`, `startedAt`: constants of a run) and `workspace` (`timeZone`, `currency`).
 * A loop's id gives its current element as `['item']` and its position as `['index']` to the steps inside it.
 * `path` is empty for the whole output.
 */
export type Reference = { from: string; path: (string | number)[] }

/** What an absent value becomes. Without it: an error when the field is required, left out when it is not. */
export type IfMissing = { kind: 'error' } | { kind: 'omit' } | { kind: 'value'; value: Json }

export type TemplatePart = { text: string } | { ref: Reference; ifMissing?: IfMissing }

export type Mapping =
  | { kind: 'constant'; value: Json }
  | { kind: 'reference'; ref: Reference; ifMissing?: IfMissing }
  | { kind: 'template'; parts: TemplatePart[] }
  /** JSONata 2 over `{ steps: {<step id>: output}, item, run, workspace }`. */
  | { kind: 'expression'; source: string; ifMissing?: IfMissing }
  | { kind: 'valueMap'; of: Mapping; entries: ValueMapEntry[]; otherwise: ValueMapOtherwise; ifMissing?: IfMissing }
  | { kind: 'list'; of: Mapping; keep?: Condition; each: Mapping; ifMissing?: IfMissing }
  | { kind: 'object'; fields: Record<string, Mapping> }

export type ValueMapEntry = { when: string | number | boolean | null; to: Json }
/** A value that no entry names: given as a default, passed on unchanged, or an error that names it. */
export type ValueMapOtherwise = { kind: 'value'; value: Json } | { kind: 'pass' } | { kind: 'error' }

export type CompareOperator =
  | 'equals'
  | 'not_equals'
  | 'greater'
  | 'at_least'
  | 'less'
  | 'at_most'
  | 'contains'
  | 'not_contains'
  | 'starts_with'
  | 'ends_with'
  | 'is_empty'
  | 'is_not_empty'
  | 'is_true'
  | 'is_false'

/** A condition is data, so that it can be shown in plain words, checked and diffed. */
export type Condition =
  | { kind: 'all'; of: Condition[] }
  | { kind: 'any'; of: Condition[] }
  | { kind: 'not'; of: Condition }
  | { kind: 'compare'; left: Mapping; operator: CompareOperator; right?: Mapping }
