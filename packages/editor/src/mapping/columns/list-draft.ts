import type { FieldSpec, JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { Condition, Mapping, Reference } from '@patchbay/flow/mapping'
import type { Target } from '../fit.ts'
import { labelOf } from '../label-of.ts'
import { keysOf, schemaAtPath } from '../sources.ts'

export type ListMapping = Extract<Mapping, { kind: 'list' }>
export type ObjectMapping = Extract<Mapping, { kind: 'object' }>

/** One row of the right column. The name is empty where each element is one plain value. */
export type TargetRow = Target & { name: string }

/** What each element (or the object) is made of: the fields that the form names, else those that the schema names. */
export function targetsOf(field: FieldSpec, schema: JsonSchema | null, isList: boolean): TargetRow[] {
  const element = isList && schema !== null ? elementOf(schema) : schema
  if (field.fields !== undefined && field.fields.length > 0)
    return field.fields.map((one) => ({ name: one.name, field: one, schema: schemaOf(element, one.name) }))
  const keys = keysOf(element, undefined)
  if (keys.length > 0)
    return keys.map((name) => ({ name, field: specOf(name, element), schema: schemaOf(element, name) }))
  const each: FieldSpec = {
    name: field.name,
    label: isList ? `Each of ${field.label}` : field.label,
    type: 'json',
    required: true,
  }
  return [{ name: '', field: each, schema: element }]
}

/** What fills a row; undefined while nothing does. */
export function mappingOfTarget(mapping: Mapping | undefined, name: string): Mapping | undefined {
  const each = mapping?.kind === 'list' ? mapping.each : mapping
  if (name === '') return mapping?.kind === 'list' && !isNothing(mapping.each) ? mapping.each : undefined
  return each?.kind === 'object' && Object.hasOwn(each.fields, name) ? each.fields[name] : undefined
}

/** The mapping with one row filled otherwise; null takes its value away. */
export function withTarget(mapping: Mapping | undefined, name: string, next: Mapping | null): Mapping {
  const each = mapping?.kind === 'list' ? mapping.each : mapping
  const changed = name === '' ? (next ?? emptyObject) : changedObject(each, name, next)
  return mapping?.kind === 'list' ? { ...mapping, each: changed } : changed
}

export function listOver(of: Mapping, before: Mapping | undefined): ListMapping {
  return before?.kind === 'list' ? { ...before, of } : { kind: 'list', of, each: emptyObject }
}

/** "Leave out lines where …" is what the list does not keep. */
export function leaveOutOf(mapping: ListMapping): Condition | null {
  const { keep } = mapping
  if (keep === undefined) return null
  return keep.kind === 'not' ? keep.of : { kind: 'not', of: keep }
}

export function withLeaveOut(mapping: ListMapping, leaveOut: Condition | null): ListMapping {
  const { keep: _old, ...rest } = mapping
  if (leaveOut === null) return rest
  return { ...rest, keep: leaveOut.kind === 'not' ? leaveOut.of : { kind: 'not', of: leaveOut } }
}

/** The group whose fields stand on the left where an object is made: the one that most of it comes from. */
export function mainGroup(mapping: Mapping | undefined): Reference | null {
  const uses = new Map<string, { ref: Reference; times: number }>()
  if (mapping?.kind !== 'object') return null
  for (const inner of Object.values(mapping.fields)) {
    if (inner.kind !== 'reference') continue
    const ref = { from: inner.ref.from, path: inner.ref.path.slice(0, -1) }
    const key = JSON.stringify(ref)
    uses.set(key, { ref, times: (uses.get(key)?.times ?? 0) + 1 })
  }
  return [...uses.values()].sort((a, b) => b.times - a.times)[0]?.ref ?? null
}

const emptyObject: ObjectMapping = { kind: 'object', fields: {} }

function changedObject(each: Mapping | undefined, name: string, next: Mapping | null): ObjectMapping {
  const fields = each?.kind === 'object' ? each.fields : {}
  if (next !== null) return { kind: 'object', fields: { ...fields, [name]: next } }
  return { kind: 'object', fields: Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name)) }
}

function isNothing(each: Mapping): boolean {
  return each.kind === 'object' && Object.keys(each.fields).length === 0
}

function elementOf(schema: JsonSchema): JsonSchema | null {
  return schemaAtPath(schema, [0])
}

function schemaOf(element: JsonSchema | null, name: string): JsonSchema | null {
  return schemaAtPath(element, [name])
}

function specOf(name: string, element: JsonSchema | null): FieldSpec {
  const required = element?.['required']
  const type = schemaOf(element, name)?.['type']
  const isNumber = type === 'number' || type === 'integer'
  return {
    name,
    label: labelOf(name, schemaOf(element, name)),
    type: isNumber ? 'number' : type === 'boolean' ? 'boolean' : type === 'string' ? 'text' : 'json',
    required: Array.isArray(required) && required.includes(name),
  }
}
