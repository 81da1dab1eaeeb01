import type { ConnectorManifest, JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { FlowDocument, Step } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import type { Reference } from '@patchbay/flow/mapping'
import { eventSchema, outputSchema } from '@patchbay/flow/output-schema'
import { isRecord, schemaAt } from '@patchbay/flow/schema-at'
import { type UpstreamStep, upstream, upstreamAfterPass } from '@patchbay/flow/upstream'
import type { EditorSample, FlowChoice } from '../contract.ts'
import { valueAt } from './emptiness.ts'
import { labelOf } from './label-of.ts'
import type { ItemSource } from './mapping-field-props.ts'
import { positionWords, singular, sourceNames } from './names.ts'
import { type ValueType, valueType } from './value-type.ts'

/** One value that a mapping may use, or a group of them. */
export type SourceNode = {
  key: string
  ref: Reference
  /** A value of each element of a list: many values, so a mapping needs a function to make one of them. */
  isEach: boolean
  /** The outermost list in whose elements it stands. */
  list?: Reference
  /** "Phone" */
  label: string
  type: ValueType
  schema: JsonSchema | null
  /** In the chosen sample. */
  value: Json | undefined
  children: SourceNode[]
}

/** All values of one step, of the list's element, of the run, or of the workspace. */
export type SourceRoot = SourceNode & {
  kind: 'step' | 'item' | 'run' | 'workspace'
  step: Step | null
  /** What the step does, or where the values are from. */
  detail: string
  /** False where the step runs only on some ways here. */
  certain: boolean
}

export type Sources = {
  roots: SourceRoot[]
  /** All values in the order of the tree, without the roots. */
  all: SourceNode[]
  /** Ids of the loops that the step stands in: by their names it sees the element and not what they give. */
  elements: ReadonlySet<string>
  schemaOf: (ref: Reference) => JsonSchema | null
  valueOf: (ref: Reference) => Json | undefined
  /** "Order › Shipping address › Phone" */
  wordsOf: (ref: Reference) => string
  /** Null when the step is gone or has not run before this one. */
  rootOf: (ref: Reference) => SourceRoot | null
}

export type SourcesInput = {
  document: FlowDocument
  stepId: string
  manifests: Readonly<Record<string, ConnectorManifest>>
  sample: EditorSample | null
  workspace: { timeZone: string; currency: string; variables?: Record<string, string> }
  item?: ItemSource | undefined
  flows?: readonly FlowChoice[] | undefined
  sight?: Sight
}

/**
 * What a mapping of a step sees: what ran before it; of a repeat's rule, what its pass gave too; of rules for runs, the
 * event that came.
 */
export type Sight = 'before' | 'afterPass' | 'event'

export function sightOf(step: Step | undefined, path: string): Sight {
  if (step?.kind === 'repeat' && path.startsWith('until')) return 'afterPass'
  return step?.kind === 'trigger' && path !== '' ? 'event' : 'before'
}

const MAX_DEPTH = 6
const MAX_NODES = 3000

/** Everything that a step's mappings can use, with the values of a sample. */
export function createSources(input: SourcesInput): Sources {
  const { document, manifests } = input
  const names = sourceNames(document, manifests)
  const before = visible(input)
  const outputOf = outputLookup(input)
  const values = sampleValues(input, before)
  const elements = new Set(before.flatMap(({ step, as }) => (as === 'element' ? [step.id] : [])))
  const budget = { left: MAX_NODES }
  const stepRoots = before.map((source): SourceRoot => {
    const { step, as, certain } = source
    const root = { from: step.id, path: [] }
    const label = as === 'element' ? step.name : names(step.id)
    const node = nodeOf({ ref: root, isEach: false, label, schema: outputOf(source), value: values[step.id] }, budget)
    const detail = as === 'element' ? 'Each time around' : step.name === label ? '' : step.name
    return { ...node, kind: 'step', step, detail, certain }
  })
  const roots = [
    ...itemRoot(input, budget),
    ...nearestFirst(stepRoots, elements),
    ...builtInRoots(values, { budget, variables: input.workspace.variables ?? {}, sight: input.sight ?? 'before' }),
  ]
  const rootOf = (ref: Reference) => roots.find((root) => root.ref.from === ref.from) ?? null
  return {
    roots,
    all: roots.flatMap(({ children }) => flattened(children)),
    elements,
    rootOf,
    schemaOf: (ref) => schemaAtPath(rootOf(ref)?.schema ?? null, ref.path),
    valueOf: (ref) => valueAt(rootOf(ref)?.value, ref.path),
    wordsOf: (ref) => {
      const root = rootOf(ref)
      return [root?.label ?? names(ref.from), ...pathWords(ref.path, root?.schema ?? null)].join(' › ')
    },
  }
}

export function keyOf({ from, path }: Reference): string {
  return JSON.stringify([from, ...path])
}

/** Names that a group's schema tells of, and those its sample has beside them. */
export function keysOf(schema: JsonSchema | null, value: Json | undefined): string[] {
  const plain = schema === null ? null : schemaAt(schema, [])
  const known = plain?.kind === 'known' ? plain.schema : null
  const alternatives = known === null ? [] : Array.isArray(known['anyOf']) ? known['anyOf'] : [known]
  const keys = new Set<string>()
  for (const one of alternatives)
    if (isRecord(one) && isRecord(one['properties'])) for (const key of Object.keys(one['properties'])) keys.add(key)
  if (value !== null && typeof value === 'object' && !Array.isArray(value))
    for (const key of Object.keys(value)) keys.add(key)
  return [...keys]
}

/** Like `schemaAt`, but a name through a list means that of its elements. */
export function schemaAtPath(schema: JsonSchema | null, path: Reference['path']): JsonSchema | null {
  let here = schema
  for (const key of path) {
    if (here === null) return null
    const through: JsonSchema | null = typeof key === 'string' ? elementSchema(here) : null
    const at = schemaAt(through ?? here, [key])
    here = at.kind === 'known' ? at.schema : null
  }
  return here
}

/** Where a path leads, part by part: "Shipping address", "Phone"; "Line items", "first", "SKU". */
export function pathWords(path: Reference['path'], schema: JsonSchema | null): string[] {
  return path.map((part, index) =>
    typeof part === 'number' ? positionWords(part) : labelOf(part, schemaAtPath(schema, path.slice(0, index + 1))),
  )
}

/** Who works inside of a loop mostly wants what it is about to work on, of the innermost one first of all. */
function nearestFirst(roots: readonly SourceRoot[], elements: ReadonlySet<string>): SourceRoot[] {
  const isElement = ({ ref }: SourceRoot) => elements.has(ref.from)
  return [...roots.filter(isElement).reverse(), ...roots.filter((root) => !isElement(root))]
}

type Made = Pick<SourceNode, 'ref' | 'isEach' | 'list' | 'label' | 'schema' | 'value'>

function nodeOf(made: Made, budget: { left: number }, depth = 0): SourceNode {
  budget.left -= 1
  const name = String(made.ref.path.at(-1) ?? made.label)
  const type = valueType(name, made.schema, made.value)
  const open = depth < MAX_DEPTH && budget.left > 0
  const children = open ? childrenOf(made, { type, budget, depth }) : []
  return { ...made, key: keyOf(made.ref), type, children }
}

function childrenOf(made: Made, at: { type: ValueType; budget: { left: number }; depth: number }): SourceNode[] {
  const isList = at.type === 'list'
  const schema = isList && made.schema !== null ? elementSchema(made.schema) : made.schema
  const value = isList && Array.isArray(made.value) ? made.value[0] : made.value
  if (!isList && at.type !== 'group' && at.type !== 'unknown') return []
  const list = made.list ?? (isList ? made.ref : undefined)
  return keysOf(schema, value).map((key) =>
    nodeOf(
      {
        ref: { from: made.ref.from, path: [...made.ref.path, key] },
        isEach: made.isEach || isList,
        ...(list === undefined ? {} : { list }),
        label: labelOf(key, schemaAtPath(schema, [key])),
        schema: schemaAtPath(schema, [key]),
        value: valueAt(value, [key]),
      },
      at.budget,
      at.depth + 1,
    ),
  )
}

function elementSchema(list: JsonSchema): JsonSchema | null {
  const element = schemaAt(list, [0])
  return element.kind === 'known' ? element.schema : null
}

function itemRoot({ item }: SourcesInput, budget: { left: number }): SourceRoot[] {
  if (item === undefined) return []
  const ref = { from: 'item', path: [] }
  const label = `Each ${singular(item.name)}`
  const node = nodeOf({ ref, isEach: false, label, schema: item.schema, value: item.value }, budget)
  return [{ ...node, kind: 'item', step: null, detail: '', certain: true }]
}

type BuiltIn = { budget: { left: number }; variables: Record<string, string>; sight: Sight }

function builtInRoots(values: Record<string, Json>, { budget, variables, sight }: BuiltIn): SourceRoot[] {
  const string = { type: 'string' }
  const named = Object.keys(variables).map((name) => [name, string] as const)
  const own = named.length === 0 ? {} : { variables: { type: 'object', properties: Object.fromEntries(named) } }
  const run = { id: string, now: { ...string, format: 'date-time' }, startedAt: { ...string, format: 'date-time' } }
  const made = [
    { kind: 'run', label: 'This run', detail: 'The same in every try', properties: run },
    {
      kind: 'workspace',
      label: 'Workspace',
      detail: 'From the settings',
      properties: { timeZone: string, currency: string, ...own },
    },
  ] as const
  // What is asked of an event is asked before it has a run.
  const there = made.filter(({ kind }) => kind !== 'run' || sight !== 'event')
  return there.map(({ kind, label, detail, properties }) => {
    const schema = { type: 'object', properties, additionalProperties: false }
    const node = nodeOf({ ref: { from: kind, path: [] }, isEach: false, label, schema, value: values[kind] }, budget)
    return { ...node, kind, step: null, detail, certain: true }
  })
}

function sampleValues({ sample, workspace }: SourcesInput, before: readonly UpstreamStep[]): Record<string, Json> {
  const now = sample?.at.toISOString() ?? new Date(0).toISOString()
  const values: Record<string, Json> = {
    ...sample?.outputs,
    run: { id: sample?.id ?? '', now, startedAt: now },
    workspace,
  }
  for (const { step, as } of before) {
    if (step.kind !== 'loop' || as !== 'element' || step.list.kind !== 'reference') continue
    const list = valueAt(values[step.list.ref.from], step.list.ref.path)
    const first = Array.isArray(list) ? list[0] : undefined
    const item = (step.batchSize ?? 1) > 1 && Array.isArray(list) ? list.slice(0, step.batchSize) : first
    if (first !== undefined) values[step.id] = { item: item ?? first, index: 0 }
  }
  return values
}

function visible({ document, stepId, sight = 'before' }: SourcesInput): UpstreamStep[] {
  if (sight === 'afterPass') return upstreamAfterPass(document, stepId)
  const own = sight === 'event' ? document.steps.find(({ id }) => id === stepId) : undefined
  return own === undefined ? upstream(document, stepId) : [{ step: own, as: 'output', certain: true }]
}

function outputLookup({ document, manifests, flows = [], sight }: SourcesInput) {
  const options = { manifests: { ...manifests }, flows }
  const known = new Map<string, JsonSchema | null>()
  const outputOf = (source: UpstreamStep): JsonSchema | null => {
    const key = `${source.as} ${source.step.id}`
    const before = known.get(key)
    if (before !== undefined) return before
    // A draft may hold a loop that collects what leans on the loop itself: nothing is known of that.
    known.set(key, null)
    const { step } = source
    const schema =
      sight === 'event' && step.kind === 'trigger'
        ? eventSchema(step, options)
        : outputSchema(source, options, ({ from, path }) => {
            const inner = innerOf(step, from)
            return inner === undefined ? null : schemaAtPath(outputOf(inner), path)
          })
    known.set(key, schema)
    return schema
  }
  const innerOf = (step: Step, from: string): UpstreamStep | undefined => {
    const collected = step.kind === 'loop' && step.collect === from
    if (!collected) return upstream(document, step.id).find((each) => each.step.id === from)
    const found = document.steps.find(({ id }) => id === from)
    return found === undefined ? undefined : { step: found, as: 'output', certain: true }
  }
  return outputOf
}

function flattened(nodes: readonly SourceNode[]): SourceNode[] {
  return nodes.flatMap((node) => [node, ...flattened(node.children)])
}
