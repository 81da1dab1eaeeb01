import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { writePath } from '../functions/path-source.ts'
import type { SourceNode, Sources } from '../sources.ts'
import { typeWord } from '../value-type.ts'
import { valueWords } from '../value-words.ts'

/** Names of steps and of what they gave, and the functions, as one types. */
export function completeExpression(sources: () => Sources) {
  return (context: CompletionContext): CompletionResult | null => {
    const call = context.matchBefore(/\$\w*/)
    if (call !== null) return { from: call.from, options: FUNCTIONS.map(functionOption), validFor: /^\$\w*$/ }
    const path = context.matchBefore(/[\w.`]*/)
    if (path === null || (path.text === '' && !context.explicit)) return null
    const dot = path.text.lastIndexOf('.')
    if (dot < 0)
      return { from: path.from, options: sources().all.slice(0, 400).map(wholeOption(sources())), validFor: /^\w*$/ }
    const inside = childrenAt(sources(), path.text.slice(0, dot))
    return inside.length === 0 ? null : { from: path.from + dot + 1, options: inside, validFor: /^[\w`]*$/ }
  }
}

function childrenAt(sources: Sources, before: string): Completion[] {
  if (before === 'steps')
    return sources.roots
      .filter(({ kind }) => kind === 'step')
      .map(({ ref, label, detail }) => ({ label: ref.from, detail: detail || label, type: 'variable' }))
  const found = [...sources.roots, ...sources.all].find(({ ref }) => writePath(ref) === before)
  return found === undefined ? [] : found.children.map(partOption)
}

function partOption(node: SourceNode): Completion {
  const written = writePath(node.ref)
  const label = written.slice(written.lastIndexOf('.') + 1)
  return { label, detail: detailOf(node), type: 'property' }
}

function wholeOption(sources: Sources) {
  return (node: SourceNode): Completion => ({
    label: writePath(node.ref),
    displayLabel: sources.wordsOf(node.ref),
    detail: detailOf(node),
    type: 'property',
  })
}

function detailOf({ value, type }: SourceNode): string {
  return value === undefined ? typeWord[type] : valueWords(value).slice(0, 40)
}

function functionOption([name, detail]: readonly [string, string]): Completion {
  return { label: `$${name}`, apply: `$${name}(`, detail, type: 'function' }
}

const FUNCTIONS: readonly (readonly [string, string])[] = [
  ['sum', 'of a list of numbers'],
  ['count', 'how many'],
  ['average', 'of a list of numbers'],
  ['max', 'the biggest'],
  ['min', 'the smallest'],
  ['join', 'a list into one text'],
  ['split', 'a text into a list'],
  ['map', 'each of a list, changed'],
  ['where', 'those of a list that …'],
  ['collect', 'a value of each of a list'],
  ['list', 'as a list, also of one'],
  ['is', 'compared by value'],
  ['sort', 'a list, in order'],
  ['distinct', 'each only once'],
  ['reverse', 'back to front'],
  ['lookup', 'a value by its key'],
  ['keys', 'the names in a group'],
  ['merge', 'groups into one'],
  ['uppercase', 'capital letters'],
  ['lowercase', 'small letters'],
  ['trim', 'without blanks around'],
  ['substring', 'a part of a text'],
  ['substringBefore', 'what stands before'],
  ['substringAfter', 'what stands after'],
  ['replace', 'words in a text'],
  ['contains', 'whether a text has …'],
  ['match', 'what a pattern finds'],
  ['length', 'characters of a text'],
  ['pad', 'to a width'],
  ['string', 'as text'],
  ['number', 'as a number'],
  ['boolean', 'as yes or no'],
  ['not', 'the other way round'],
  ['exists', 'whether it is there'],
  ['round2', 'to so many decimals'],
  ['floor', 'rounded down'],
  ['ceil', 'rounded up'],
  ['abs', 'without its sign'],
  ['formatNumber', 'with a picture'],
  ['money', 'with its currency'],
  ['toMinor', 'in cents'],
  ['fromMinor', 'from cents'],
  ['now', 'when the run was made'],
  ['formatDate', 'a date in words'],
  ['parseDate', 'words as a date'],
  ['addDays', 'some days later'],
  ['daysBetween', 'from one date to another'],
  ['given', 'nothing in place of null'],
  ['ifEmpty', 'or another value'],
  ['base64encode', ''],
  ['base64decode', ''],
]
