import { type Fit, fitOf, type Target } from './fit.ts'
import { singular, wordsOf } from './names.ts'
import type { SourceNode } from './sources.ts'
import { isEmptyValue } from './value-words.ts'

/** Words that mean the same to shops and carriers; the first stands for all. */
const SYNONYMS = [
  ['phone', 'telephone', 'mobile', 'tel', 'cell'],
  ['postcode', 'zip', 'postal', 'zipcode', 'postalcode'],
  ['email', 'mail'],
  ['quantity', 'qty', 'pieces', 'count', 'units'],
  ['sku', 'article', 'itemcode', 'partnumber'],
  ['name', 'title', 'description', 'label'],
  ['total', 'amount', 'price', 'value', 'sum', 'cost'],
  ['weight', 'grams', 'kg', 'mass'],
  ['note', 'comment', 'message', 'memo', 'remark'],
  ['street', 'street1', 'address1', 'line1'],
  ['street2', 'address2', 'line2'],
  ['state', 'province', 'region', 'county'],
  ['company', 'organisation', 'organization', 'business'],
  ['number', 'no', 'num', 'nr', 'reference', 'ref'],
  ['customer', 'buyer', 'contact', 'client'],
  ['shipping', 'delivery', 'ship', 'to', 'recipient', 'consignee'],
  ['origin', 'made'],
  ['first', 'given', 'forename'],
  ['last', 'family', 'surname'],
  ['country', 'countrycode'],
  ['date', 'at', 'on', 'when', 'day', 'time'],
  ['url', 'link', 'website'],
  ['status', 'state', 'payment'],
  ['tracking', 'track'],
  ['id', 'identifier'],
]

/** Words that say nothing about which value is meant. */
const FILLER = new Set(['the', 'a', 'of', 'in', 'for', 'this', 'code', 'value', 'each', 'e'])

export type Suggestion = { source: SourceNode; fit: Fit & { fits: true }; score: number }

/** `near`: what is meant first of all, as the element of the list that is mapped or the group that was chosen. */
export type SuggestOptions = {
  most?: number
  near?: ReadonlySet<SourceNode>
  /** In how many of the samples it was empty, from 0 to 1. */
  emptyShare?: (source: SourceNode) => number
}

const NEAR = 0.25
const EMPTY = 0.6

/** What could fill a field by type and by name, best first. Nothing is better than a bad guess. */
export function suggestFor(target: Target, sources: readonly SourceNode[], options: SuggestOptions = {}): Suggestion[] {
  const { most = 2, near, emptyShare } = options
  const suggestions: Suggestion[] = []
  for (const source of sources) {
    const plain = likeness(target, source)
    const bonus = near?.has(source) === true ? NEAR : 0
    const score = plain === 0 ? 0 : plain + bonus - EMPTY * (emptyShare?.(source) ?? 0)
    if (score < MIN_LIKENESS) continue
    const fit = fitOf(source, target)
    if (fit.fits) suggestions.push({ source, fit, score })
  }
  return suggestions.sort((a, b) => b.score - a.score).slice(0, most)
}

/** Pairs of two columns, each source and each field at most once, best pairs first. */
export function suggestPairs<T extends Target>(
  targets: readonly T[],
  sources: readonly SourceNode[],
  options: SuggestOptions = {},
): { target: T; source: SourceNode; fit: Fit & { fits: true } }[] {
  const all = targets.flatMap((target) =>
    suggestFor(target, sources, { ...options, most: 4 }).map((one) => ({
      target,
      ...one,
    })),
  )
  const used = new Set<unknown>()
  return all
    .sort((a, b) => b.score - a.score)
    .filter(({ target, source }) => {
      if (used.has(target.field.name) || used.has(source)) return false
      used.add(target.field.name)
      used.add(source)
      return true
    })
}

/** From 0 (nothing alike) to 1 (the same name); the source's own name counts most, what it stands in helps. */
function likeness({ field, schema }: Target, source: SourceNode): number {
  const wanted = [meaning(field.label), meaning(field.name), ...addressee(field, schema)]
  const path = source.ref.path.filter((part) => typeof part === 'string')
  const own = [meaning(path.at(-1) ?? source.label), meaning(source.label)]
  const around = new Set(path.slice(0, -1).flatMap((part) => [...meaning(part)]))
  // The label says more than the name that a programmer gave.
  const score = Math.max(
    ...wanted.flatMap((words, at) => own.map((one) => overlap(words, one, around) * (at === 0 ? 1 : 0.85))),
  )
  if (score < MIN_LIKENESS) return 0
  const isPlain = source.type !== 'group' && source.type !== 'list'
  const strange = [...around].filter((word) => !wanted.some((words) => words.has(word))).length * 0.07
  const depth = source.ref.path.length * 0.005 + strange
  const empty = source.value !== undefined && isEmptyValue(source.value) ? 0.03 : 0
  const whole = isPlain || isWhole(field.type) ? 0 : 0.25
  const said = new Set(wordsOf(`${field.label} ${field.name}`))
  const literal = wordsOf(path.at(-1) ?? '').some((word) => said.has(word)) ? 0.08 : 0
  return score + literal - depth - empty - whole - (source.isEach && isPlain ? 0.15 : 0)
}

/** "To", where it takes an e-mail address: the address of whoever it is about. No other address is a good guess. */
function addressee({ label }: Target['field'], schema: Target['schema']): ReadonlySet<string>[] {
  const words = [...meaning(label)]
  const goesTo = words.length > 0 && words.every((word) => word === rootWord('to'))
  return goesTo && schema?.['format'] === 'email' ? [new Set([rootWord('email')])] : []
}

const MIN_LIKENESS = 0.45

const isWhole = (type: Target['field']['type']) => ['list', 'object', 'map', 'json'].includes(type)

function overlap(wanted: ReadonlySet<string>, own: ReadonlySet<string>, around: ReadonlySet<string>): number {
  if (wanted.size === 0 || own.size === 0) return 0
  let same = 0
  for (const word of wanted) if (own.has(word)) same += 1
  if (same === 0) return 0
  const helped = [...wanted].filter((word) => !own.has(word) && around.has(word)).length
  return (same + helped * 0.9) / Math.max(wanted.size, own.size + helped * 0.5)
}

function meaning(name: string): Set<string> {
  const words = wordsOf(name.replace(/e-mail/gi, 'email')).map(singular)
  const kept = words.filter((word) => !FILLER.has(word))
  return new Set((kept.length === 0 ? words : kept).map(rootWord))
}

const roots = new Map(SYNONYMS.flatMap(([root, ...others]) => others.map((word) => [singular(word), root ?? word])))

function rootWord(word: string): string {
  return SYNONYMS.some(([root]) => root === word) ? word : (roots.get(word) ?? word)
}
