import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { KILL_POINTS } from './points.ts'
import { SCENES } from './scenes.ts'

const DOCS = new URL('../../../docs/', import.meta.url)
const KINDS = ['killed', 'planted', 'model', 'not closed'] as const

type Row = { gap: string; proofs: string[] }

/** The rows of the tables of gaps, each with its proofs in the order in which they stand. */
function readTable(): Row[] {
  const lines = readFileSync(new URL('kill-points.md', DOCS), 'utf8').split('\n')
  return lines.flatMap((line): Row[] => {
    const cells = line.split('|').map((cell) => cell.trim())
    if (cells.length !== 6 || cells[1] === 'between' || /^-+$/.test(cells[1] ?? '')) return []
    return [{ gap: `${cells[1]} … ${cells[2]}`, proofs: (cells[4] ?? '').split('<br>') }]
  })
}

const quoted = (text: string): string[] =>
  [...text.matchAll(/“([^”]*(?:“[^”]*”[^”]*)*)”/g)].map(([, name = '']) => name)
const killedIn = ({ proofs }: Row): string[] =>
  proofs.flatMap((proof) => (proof.startsWith('killed: ') ? quoted(proof) : []))

describe('the table of kill points', () => {
  const rows = readTable()
  const named = rows.flatMap(killedIn)

  test('is read whole', () => {
    expect(rows.length).toBeGreaterThan(60)
  })

  test.each(rows)('has a proof for: $gap', ({ proofs }) => {
    expect(
      proofs.some((proof) => KINDS.some((kind) => proof.startsWith(`${kind}: `) && proof.length > kind.length + 2)),
    ).toBe(true)
  })

  test('names only points that there are, each in one row, and leaves none out', () => {
    expect(named.toSorted()).toEqual(KILL_POINTS.map(({ name }) => name).toSorted())
  })

  test('names only tests that there are', () => {
    const missing = rows.flatMap(({ gap, proofs }) =>
      proofs.flatMap((proof) => {
        const [, path] = /\]\(([^)#]+\.ts)\)/.exec(proof) ?? []
        if (path === undefined) return []
        const file = fileURLToPath(new URL(path, DOCS))
        if (!existsSync(file)) return [`${gap}: ${path}`]
        const source = readFileSync(file, 'utf8')
        return quoted(proof.slice(proof.indexOf(path))).flatMap((name) =>
          source.includes(name) ? [] : [`${path}: ${name}`],
        )
      }),
    )
    expect(missing).toEqual([])
  })
})

describe('the points', () => {
  test('have names of their own', () => {
    expect(new Set(KILL_POINTS.map(({ name }) => name)).size).toBe(KILL_POINTS.length)
  })

  test('have scenes that come to them, and each scene a point', () => {
    const played = new Set(KILL_POINTS.map(({ scene }) => scene).filter((scene) => scene !== 'order'))
    expect([...played].toSorted()).toEqual(Object.keys(SCENES).toSorted())
  })
})
