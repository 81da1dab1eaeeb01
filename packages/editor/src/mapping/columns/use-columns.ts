'use client'

import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import type { Json } from '@patchbay/flow/json'
import type { Mapping, Reference } from '@patchbay/flow/mapping'
import { useMemo, useState } from 'react'
import { useEditorScope } from '../../editor-scope.tsx'
import { emptyShare } from '../emptiness.ts'
import type { ItemSource } from '../mapping-field-props.ts'
import { singular, wordsOf } from '../names.ts'
import { createSources, keyOf, type SourceNode, type Sources } from '../sources.ts'
import { suggestFor, suggestPairs } from '../suggest.ts'
import { useRecent } from '../use-recent.ts'
import { useSources } from '../use-sources.ts'
import { nodeOfRef } from '../value-chip.tsx'
import { cableOf } from './cable-model.ts'
import { mainGroup, mappingOfTarget, type TargetRow } from './list-draft.ts'

export type Columns = {
  /** What the mappings of one element see; without a list, what those of the step see. */
  sources: Sources
  item: ItemSource | undefined
  /** Elements of the list in the sample. */
  elements: readonly Json[]
  index: number
  setIndex: (index: number) => void
  /** Of each element (or of the chosen group), then those that are the same in each. */
  own: SourceNode[]
  outer: SourceNode[]
  addOuter: (ref: Reference) => void
  suggested: { name: string; source: SourceNode; mapping: Mapping }[]
  group: SourceNode | null
  setGroup: (ref: Reference) => void
}

/** What stands in the two columns of a list mapping, and what would fit where. */
export function useColumns(input: {
  stepId: string
  value: Mapping | undefined
  isList: boolean
  targets: readonly TargetRow[]
  field: FieldSpec
  outerItem: ItemSource | undefined
}): Columns {
  const { stepId, value, isList, targets, outerItem } = input
  const { document, manifests, samples, workspace } = useEditorScope()
  const outside = useSources(stepId, '', outerItem)
  const recent = useRecent(outside)
  const [index, setIndex] = useState(0)
  const [added, setAdded] = useState<Reference[]>([])
  const [chosenGroup, setGroup] = useState<Reference | null>(null)
  const of = value?.kind === 'list' && value.of.kind === 'reference' ? value.of.ref : null
  const ofKey = of === null ? null : keyOf(of)
  const elements = useMemo(() => elementsAt(of === null ? undefined : outside.valueOf(of)), [outside, ofKey])
  const element = elements[Math.min(index, elements.length - 1)]
  const item = useMemo<ItemSource | undefined>(() => {
    if (of === null) return isList ? { name: 'item', schema: null, value: undefined } : outerItem
    const list = outside.schemaOf(of)
    const name = singular(outside.wordsOf(of).split(' › ').at(-1) ?? 'item')
    return { name, schema: list === null ? null : elementSchema(outside, of), value: element, list: of }
  }, [ofKey, isList, outside, element, outerItem])
  const sources = useMemo(
    () => createSources({ document, stepId, manifests, sample: samples.chosen, workspace, item }),
    [document, stepId, manifests, samples.chosen, workspace, item],
  )
  const group = groupNode(
    sources,
    isList ? null : (chosenGroup ?? mainGroup(value) ?? likelyGroup(input.field, sources)),
  )
  const root = isList ? sources.roots.find(({ kind }) => kind === 'item') : group
  const own = idsLast(leaves(root?.children ?? []))
  const used = usedRefs(value, targets).filter((ref) => !own.some((node) => node.key === keyOf(ref)))
  const rest = sources.all.filter((node) => node.ref.from !== 'item' && !node.isEach && node.children.length === 0)
  const open = targets.filter(({ name }) => mappingOfTarget(value, name) === undefined)
  const pairs = suggestPairs(open, [...own, ...rest.filter(({ key }) => !own.some((node) => node.key === key))], {
    near: new Set(own),
    emptyShare: (source) => emptyShare(source, recent),
  })
  const outerRefs = [
    ...used,
    ...added,
    ...pairs.map(({ source }) => source.ref).filter((ref) => !own.some((node) => node.key === keyOf(ref))),
  ]
  return {
    sources,
    item,
    elements,
    index,
    setIndex,
    own,
    outer: unique(outerRefs).map((ref) => nodeOfRef(ref, sources)),
    addOuter: (ref) => setAdded((now) => [...now, ref]),
    suggested: pairs.map(({ target, source, fit }) => ({ name: target.name, source, mapping: fit.mapping })),
    group,
    setGroup,
  }
}

/** Plain values, with those of a group below them spelled out; lists stay whole. */
function leaves(nodes: readonly SourceNode[], depth = 0): SourceNode[] {
  return nodes.flatMap((node) =>
    node.type === 'group' && depth < 2 && node.children.length > 0
      ? leaves(
          node.children.map((child) => ({ ...child, label: `${node.label} › ${child.label}` })),
          depth + 1,
        )
      : [node],
  )
}

/** Numbers that only a machine reads stand below what people look for. */
function idsLast(nodes: readonly SourceNode[]): SourceNode[] {
  const isId = ({ ref }: SourceNode) => ['id', 'ids'].includes(wordsOf(String(ref.path.at(-1))).at(-1) ?? '')
  return [...nodes.filter((node) => !isId(node)), ...nodes.filter(isId)]
}

function usedRefs(value: Mapping | undefined, targets: readonly TargetRow[]): Reference[] {
  return targets.flatMap(({ name }) => cableOf(mappingOfTarget(value, name))?.refs ?? [])
}

/** The group that is called like what is to be made: a person begins with the columns filled. */
function likelyGroup(field: FieldSpec, sources: Sources): Reference | null {
  return suggestFor({ field, schema: { type: 'object' } }, sources.all, { most: 1 })[0]?.source.ref ?? null
}

function groupNode(sources: Sources, ref: Reference | null): SourceNode | null {
  if (ref === null) return null
  return [...sources.roots, ...sources.all].find(({ key }) => key === keyOf(ref)) ?? null
}

function elementSchema(sources: Sources, list: Reference) {
  return sources.schemaOf({ from: list.from, path: [...list.path, 0] })
}

function elementsAt(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function unique(refs: readonly Reference[]): Reference[] {
  return [...new Map(refs.map((ref) => [keyOf(ref), ref])).values()]
}
