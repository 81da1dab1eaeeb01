import type { FieldSpec } from '@patchbay/connector-sdk/manifest'

/** More than this many and a form is no longer seen at a glance. */
const SEEN_AT_A_GLANCE = 8

/** Rare fields are folded, and of a long form the optional ones at its end; those with a value or a problem never. */
export function foldFields(
  fields: readonly FieldSpec[],
  keep: (field: FieldSpec) => boolean,
  seen = SEEN_AT_A_GLANCE,
): { shown: FieldSpec[]; folded: FieldSpec[] } {
  const usual = fields.filter((spec) => spec.rare !== true)
  const glance = new Set(usual.length > seen ? usual.slice(0, seen - 1) : usual)
  const isShown = (spec: FieldSpec) => spec.required || glance.has(spec) || keep(spec)
  return { shown: fields.filter(isShown), folded: fields.filter((spec) => !isShown(spec)) }
}

/** Neighbours that are short stand two in a row. */
export function pairFields(fields: readonly FieldSpec[], isShort: (field: FieldSpec) => boolean): FieldSpec[][] {
  const rows: FieldSpec[][] = []
  for (const spec of fields) {
    const last = rows.at(-1)
    const [left] = last ?? []
    if (last?.length === 1 && left !== undefined && isShort(left) && isShort(spec)) last.push(spec)
    else rows.push([spec])
  }
  return rows
}
