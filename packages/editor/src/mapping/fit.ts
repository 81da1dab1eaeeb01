import type { FieldSpec, JsonSchema } from '@patchbay/connector-sdk/manifest'
import { couldFit, listOf } from '@patchbay/flow/check-value'
import type { Mapping, Reference } from '@patchbay/flow/mapping'
import { fieldSchema } from '@patchbay/flow/output-schema'
import { typesOf } from '@patchbay/flow/schema-at'
import { writeChain } from './functions/chain-source.ts'
import type { FunctionCall } from './functions/function-spec.ts'
import type { SourceNode } from './sources.ts'
import { possibleTypes } from './value-type.ts'

/** What takes a value: the schema of its place and the field that it fills. */
export type Target = { field: FieldSpec; schema: JsonSchema | null }

/** Whether a value can stand in a field, and the mapping that puts it there. `why` follows no name: "Takes a number". */
export type Fit = { fits: true; mapping: Mapping } | { fits: false; why: string }

type FitSource = Pick<SourceNode, 'ref' | 'isEach' | 'list' | 'schema' | 'value' | 'type'>

/** Only what can never be right is refused: an unknown type fits everywhere. */
export function fitOf(source: FitSource, target: Target): Fit {
  const takes = takenTypes(target)
  const gives = possibleTypes(source.schema, source.value)
  const wantsList = takes.has('array')
  if (source.isEach) return fitOfEach(source, { takes, gives, wantsList })
  if (couldFit(takes, gives)) return { fits: true, mapping: { kind: 'reference', ref: source.ref } }
  if (takes.has('string') && isScalar(gives))
    return { fits: true, mapping: { kind: 'template', parts: [{ ref: source.ref }] } }
  if (isNumber(takes) && source.type === 'money' && gives.has('string')) return computed(source.ref, 'asNumber')
  if (takes.has('string') && gives.has('array')) return computed(source.ref, 'join')
  return { fits: false, why: `Takes ${listOf(takes)}` }
}

/** Where any type will do, but one value and not one of each element of a list. */
export function singleFit({ ref, isEach }: Pick<SourceNode, 'ref' | 'isEach'>): Fit {
  return isEach ? { fits: false, why: 'Takes a single value' } : { fits: true, mapping: { kind: 'reference', ref } }
}

export function takenTypes({ field, schema }: Target): ReadonlySet<string> {
  const known = schema ?? fieldSchema(field)
  return known === null ? new Set() : typesOf(known)
}

/** Of a value in each element of a list: their sum where a number is wanted, all of them joined where a text is. */
function fitOfEach(
  { ref, list }: FitSource,
  { takes, gives, wantsList }: { takes: ReadonlySet<string>; gives: ReadonlySet<string>; wantsList: boolean },
): Fit {
  if (list !== undefined && (wantsList || takes.size === 0)) return eachOf(list, ref)
  if (isNumber(takes)) return gives.has('object') ? computed(ref, 'count') : computed(ref, 'sum')
  if (takes.has('string')) return computed(ref, 'join')
  return { fits: false, why: `Takes ${listOf(takes)}` }
}

/** From the list itself: the path alone would give no list where there is one element, and nothing where there is none. */
function eachOf(list: Reference, ref: Reference): Fit {
  const names = ref.path.slice(list.path.length).map(String)
  const call: FunctionCall = { id: 'field', args: { field: { kind: 'field', names } } }
  return { fits: true, mapping: { kind: 'expression', source: writeChain({ ref: list, calls: [call] }) } }
}

function computed(ref: Reference, id: string): Fit {
  const call: FunctionCall = { id, args: id === 'join' ? { by: { kind: 'text', value: ', ' } } : {} }
  return { fits: true, mapping: { kind: 'expression', source: writeChain({ ref, calls: [call] }) } }
}

const isNumber = (types: ReadonlySet<string>) => types.has('number') || types.has('integer')
const isScalar = (types: ReadonlySet<string>) => types.size > 0 && !types.has('array') && !types.has('object')
