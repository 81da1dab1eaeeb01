import { expect, test } from 'vitest'
import { broughtBy, choose } from './publish-choice.ts'

const changes = [
  { id: 'step', needs: [] },
  { id: 'cable', needs: ['step'] },
  { id: 'mapping', needs: ['cable', 'step'] },
  { id: 'other', needs: [] },
]

test('a change is ticked with what it needs, which says what brought it along', () => {
  const chosen = choose(new Set(), changes, { ids: ['mapping'], on: true })
  expect([...chosen].sort()).toEqual(['cable', 'mapping', 'step'])
  expect(broughtBy('step', changes, new Set(['mapping']))).toEqual(['mapping'])
  expect(broughtBy('mapping', changes, new Set(['mapping']))).toEqual([])
})

test('a change is taken off with what needs it', () => {
  const all = new Set(changes.map(({ id }) => id))
  expect([...choose(all, changes, { ids: ['step'], on: false })]).toEqual(['other'])
})
