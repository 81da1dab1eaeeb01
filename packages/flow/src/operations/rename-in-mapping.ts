import type { RunRules } from '../document.ts'
import { renameExpressionSteps } from '../expression-steps.ts'
import type { Condition, Mapping } from '../mapping.ts'

export type Ids = ReadonlyMap<string, string>

/** A mapping that names other steps by new ids, in expressions too; ids that the map lacks stay, and so do constants. */
export function renameInMapping(mapping: Mapping, ids: Ids): Mapping {
  switch (mapping.kind) {
    case 'constant':
      return mapping
    case 'reference':
      return { ...mapping, ref: { ...mapping.ref, from: ids.get(mapping.ref.from) ?? mapping.ref.from } }
    case 'template':
      return {
        ...mapping,
        parts: mapping.parts.map((part) =>
          'text' in part ? part : { ...part, ref: { ...part.ref, from: ids.get(part.ref.from) ?? part.ref.from } },
        ),
      }
    case 'expression':
      return { ...mapping, source: renameExpressionSteps(mapping.source, ids) }
    case 'valueMap':
      return { ...mapping, of: renameInMapping(mapping.of, ids) }
    case 'list': {
      const keep = mapping.keep === undefined ? {} : { keep: renameInCondition(mapping.keep, ids) }
      return { ...mapping, of: renameInMapping(mapping.of, ids), each: renameInMapping(mapping.each, ids), ...keep }
    }
    case 'object':
      return { ...mapping, fields: renameInFields(mapping.fields, ids) }
  }
}

export function renameInCondition(condition: Condition, ids: Ids): Condition {
  switch (condition.kind) {
    case 'not':
      return { ...condition, of: renameInCondition(condition.of, ids) }
    case 'compare': {
      const right = condition.right === undefined ? {} : { right: renameInMapping(condition.right, ids) }
      return { ...condition, left: renameInMapping(condition.left, ids), ...right }
    }
    default:
      return { ...condition, of: condition.of.map((inner) => renameInCondition(inner, ids)) }
  }
}

export function renameInFields(fields: Record<string, Mapping>, ids: Ids): Record<string, Mapping> {
  return Object.fromEntries(Object.entries(fields).map(([name, mapping]) => [name, renameInMapping(mapping, ids)]))
}

/** Keys are read from the trigger's own event. */
export function renameInRuns({ order, gather, ...rest }: RunRules, ids: Ids): RunRules {
  const keyed = <T extends { key: Mapping | null }>(rule: T): T =>
    rule.key === null ? rule : { ...rule, key: renameInMapping(rule.key, ids) }
  return {
    ...rest,
    ...(order === undefined ? {} : { order: order === null ? null : keyed(order) }),
    ...(gather === undefined ? {} : { gather: keyed(gather) }),
  }
}
