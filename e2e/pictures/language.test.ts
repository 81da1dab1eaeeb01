import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const DOCS = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'docs')
/** Nobody sees these, so there is no picture of them. */
const UNSEEN = [
  'fair shares',
  'Worker Versioning',
  'random plans, any order of events',
  'both hosts agree',
  'old plans',
  'lease, epoch and intent, exhaustively',
]
const NO_PICTURE = 'nothing to see'

const rows = rowsOf(readFileSync(join(DOCS, 'language.md'), 'utf8'))

describe('docs/language.md', () => {
  it('has all of the language in it', () => {
    expect(rows.length).toBeGreaterThan(75)
  })

  it.each(rows)('$what: its tests are there', ({ tests }) => {
    const named = tests.flatMap(testsIn)
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter(({ file, names }) => !hasAll(file, names))).toEqual([])
  })

  it.each(rows)('$what: its pictures are there', ({ what, picture }) => {
    const files = [...picture.matchAll(/\]\(([^)]+)\)|href="([^"]+)"/g)].map(([, link, href]) => link ?? href ?? '')
    expect(files.filter((file) => !existsSync(join(DOCS, file)))).toEqual([])
    if (files.length === 0) expect([what, picture]).toEqual([expect.toBeOneOf(UNSEEN), NO_PICTURE])
  })
})

type Row = { what: string; tests: string[]; picture: string }

/** Of every table: what, where it is set, what proves it, its picture. */
function rowsOf(text: string): Row[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, what = '']) => what !== 'what' && !/^-*$/.test(what))
    .map(([, what = '', , tests = '', picture = '']) => ({ what, tests: tests.split('<br>'), picture }))
}

/** `[x.test](../x.test.ts) “does this”, “and that”` */
function testsIn(words: string): { file: string; names: string[] }[] {
  const [, file, rest = ''] = /^\[[^\]]+\]\(([^)]+)\)(.*)$/.exec(words) ?? []
  if (file === undefined) return []
  return [{ file, names: [...rest.matchAll(/“([^”]*)”/g)].map(([, name = '']) => name) }]
}

/** Quotes of a test's name are typed in its source, drawn in the document. */
function hasAll(file: string, names: string[]): boolean {
  const path = join(DOCS, file)
  if (!existsSync(path)) return false
  const source = plain(readFileSync(path, 'utf8'))
  return names.every((name) => source.includes(plain(name)))
}

const plain = (text: string): string => text.replaceAll('\\', '').replaceAll('’', "'")
