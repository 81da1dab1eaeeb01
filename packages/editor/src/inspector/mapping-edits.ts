import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import type { Json } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'

type Members = Readonly<Record<string, Mapping>>

/**
 * The members of a group, each with a mapping of its own; null when the group comes from elsewhere as a whole. Groups
 * that are fixed are taken apart, so that one member can be mapped without the others being lost.
 */
export function membersOf(field: Pick<FieldSpec, 'type' | 'fields'>, value: Mapping | undefined): Members | null {
  const isGroup = field.type === 'map' || (field.type === 'object' && field.fields !== undefined)
  if (!isGroup) return null
  if (value === undefined) return {}
  if (value.kind === 'object') return value.fields
  if (value.kind !== 'constant' || typeof value.value !== 'object' || Array.isArray(value.value)) return null
  const entries = Object.entries(value.value ?? {}).map(([name, inner]) => [name, constant(inner)] as const)
  return Object.fromEntries(entries)
}

/** A group of its members again, each checked by itself; none when there are none. */
export function groupOf(members: Members): Mapping | undefined {
  return Object.keys(members).length === 0 ? undefined : { kind: 'object', fields: { ...members } }
}

export function withMember(members: Members, name: string, mapping: Mapping | undefined): Members {
  const { [name]: _old, ...rest } = members
  if (mapping === undefined) return rest
  // A member that was there keeps its place.
  return Object.hasOwn(members, name) ? { ...members, [name]: mapping } : { ...rest, [name]: mapping }
}

/** Whether a change is one of many to come, such as a letter; choices, drops and removals are whole by themselves. */
export function isTyping(before: Mapping | undefined, after: Mapping | undefined): boolean {
  const from = before ?? nothing
  const to = after ?? nothing
  if (from.kind === 'template' && to.kind === 'template')
    return from.parts.length === to.parts.length || isText(from) || isText(to)
  if (from.kind === 'expression' && to.kind === 'expression') return from.source !== to.source
  if (from.kind === 'constant' && to.kind === 'constant') return isTypedValue(from.value, to.value)
  const old = membersOf(anyGroup, before)
  const now = membersOf(anyGroup, after)
  if (old === null || now === null) return false
  const changed = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((name) => old[name] !== now[name])
  return changed.length > 0 && changed.every((name) => isTyping(old[name], now[name]))
}

const constant = (value: Json): Mapping => ({ kind: 'constant', value })
const nothing: Mapping = { kind: 'constant', value: null }
const anyGroup = { type: 'map' } as const

/** Chips come and go by choice; a template of nothing but words grows by letters. */
function isText({ parts }: Mapping & { kind: 'template' }): boolean {
  return parts.every((part) => 'text' in part)
}

function isTypedValue(from: Json, to: Json): boolean {
  if (isWord(from) && isWord(to)) return true
  if (typeof from !== 'object' || typeof to !== 'object' || from === null || to === null) return false
  if (Array.isArray(from) !== Array.isArray(to)) return false
  const before = Object.entries(from)
  const after = new Map(Object.entries(to))
  if (Array.isArray(from) && before.length !== after.size) return false
  const names = new Set([...before.map(([name]) => name), ...after.keys()])
  const old = new Map(before)
  const changed = [...names].filter((name) => old.get(name) !== after.get(name))
  return changed.every((name) => isTypedValue(old.get(name) ?? null, after.get(name) ?? null))
}

const isWord = (value: Json) => value === null || typeof value === 'string' || typeof value === 'number'
