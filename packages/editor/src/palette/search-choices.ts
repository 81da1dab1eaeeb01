import type { StepChoice } from './step-choice.ts'

export type Searching = {
  /** The flow has its start: what starts a flow comes after what can be added below. */
  hasTrigger: boolean
}

/** What fits what somebody typed, best first. Every word typed must be met, by itself or by another word for it. */
export function searchChoices(choices: readonly StepChoice[], text: string, { hasTrigger }: Searching): StepChoice[] {
  const said = wordsOf(text).filter((word) => !idle.has(word))
  if (said.length === 0) return []
  const known = new Set([...choices.flatMap((choice) => indexOf(choice).flatMap(({ words }) => words)), ...allGrouped])
  const typed = said.map((word) => meant(word, known))
  return choices
    .map((choice) => ({ choice, score: scoreOf(choice, typed) }))
    .filter(({ score }) => score > 0)
    .map(({ choice, score }) => ({
      choice,
      score: score + (choice.connected ? 0.4 : 0) + (choice.starts === hasTrigger ? -0.4 : 0),
    }))
    .toSorted((a, b) => b.score - a.score)
    .map(({ choice }) => choice)
}

/** Letters and figures, small, without accents: "E-Mail" → "email". */
export function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .replace(/\be[- ]?mails?\b/g, 'email')
      // “yesterday's”, “customer’s”
      .replace(/(\p{L})['’]s\b/gu, '$1')
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== '')
  )
}

/** 0 when a typed word is met by nothing. */
function scoreOf(choice: StepChoice, typed: readonly string[]): number {
  const fields = indexOf(choice)
  let sum = 0
  for (const word of typed) {
    const best = Math.max(0, ...fields.map(({ words, weight }) => weight * fit(word, words)))
    if (best === 0) return 0
    sum += best
  }
  return sum / typed.length + startsAs(choice, typed)
}

const startsAs = (choice: StepChoice, typed: readonly string[]) =>
  wordsOf(choice.sentence).join(' ').includes(typed.join(' ')) ? 1 : 0

type Field = { words: readonly string[]; weight: number }
const indexed = new WeakMap<StepChoice, readonly Field[]>()

function indexOf(choice: StepChoice): readonly Field[] {
  const before = indexed.get(choice)
  if (before !== undefined) return before
  const fields = [
    { words: wordsOf(choice.sentence), weight: 3 },
    { words: wordsOf(choice.second), weight: 2.5 },
    { words: [...wordsOf(choice.words.join(' ')), ...wordsOf(choice.draft.wish)], weight: 1.6 },
  ]
  indexed.set(choice, fields)
  return fields
}

/** A word that nothing here begins with, and that is a slip of the finger away from one that is known, is that one. */
function meant(word: string, known: ReadonlySet<string>): string {
  if (word.length < 5) return word
  for (const each of known) if (each.startsWith(word) || stem(each) === stem(word)) return word
  for (const each of known) if (isSlip(word, each)) return each
  return word
}

/** 1 for the word itself, less for its beginning, or another word for it. */
function fit(word: string, words: readonly string[]): number {
  if (words.includes(word)) return 1
  if (word.length > 1 && words.some((each) => each.startsWith(word))) return 0.9
  if (words.some((each) => stem(each) === stem(word))) return 0.85
  const others = synonymsOf(word)
  return words.some((each) => others.has(each) || others.has(stem(each))) ? 0.75 : 0
}

/** "orders" and "ordered" are "order". */
function stem(word: string): string {
  return word.length > 4 ? word.replace(/(ing|ed|es|s)$/, '') : word
}

/** Words of no weight in a search. */
const idle = new Set('a an the to of my me i is are it on when for with and some please want'.split(' '))

/** What people say, each line one thing. */
const groups = [
  'email mail message write newsletter letter',
  'new created placed comes received create incoming added arrives',
  'order purchase sale checkout sold bought',
  'customer contact client person buyer crm lead',
  'label shipping ship postage parcel delivery courier freight',
  'shipped fulfil fulfill fulfilment fulfillment dispatch dispatched sent',
  'refund back return reimburse',
  'payment pay charge card money',
  'paid payment',
  'stock inventory shelf shelves warehouse quantity available',
  'schedule daily morning every cron clock timer',
  'http url api web rest request endpoint',
  'webhook url hook',
  'get look find read fetch search lookup load',
  'update change edit modify upsert set',
  'tag mark flag',
  'track tracking trace follow',
  'send post notify tell',
  'cancelled canceled cancel',
  'list yesterday today recent past since',
  'delivered tracking track',
  'approve approval confirm',
  'undo rollback revert',
]
  .map((line) => line.split(' '))
  .map((words) => new Set(words))

const allGrouped = groups.flatMap((group) => [...group])

function synonymsOf(word: string): ReadonlySet<string> {
  const all = new Set<string>()
  for (const group of groups)
    if (group.has(word) || group.has(stem(word))) for (const other of group) if (other !== word) all.add(other)
  return all
}

/** One letter too many, too few, wrong, or two swapped. */
function isSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return a === b
  let at = 0
  while (at < Math.min(a.length, b.length) && a[at] === b[at]) at++
  const restA = a.slice(at)
  const restB = b.slice(at)
  if (restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)) return true
  return restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0]
}
