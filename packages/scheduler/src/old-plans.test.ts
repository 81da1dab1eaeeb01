import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import recorded from './testing/old-walks.json' with { type: 'json' }
import { oldWalk } from './testing/old-walks.ts'

const WALKS_A_SUM = 20

test('a thousand plans of engine version 1 are walked call by call as that version walked them', async () => {
  const sums: string[] = []
  for (const [block] of recorded.entries()) {
    const sum = createHash('sha256')
    for (let at = 0; at < WALKS_A_SUM; at += 1) sum.update((await oldWalk(block * WALKS_A_SUM + at)).join('\n'))
    sums.push(sum.digest('hex').slice(0, 16))
  }
  expect(recorded).toHaveLength(50)
  expect(sums).toEqual(recorded)
})
