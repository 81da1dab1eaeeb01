import { afterAll, describe, expect, it } from 'vitest'
import { MAPPING_CASES, runMappingCase } from './cases.ts'
import { createExpressionPool } from './node/expression-pool.ts'

describe('the table of cases, in Node', () => {
  const pool = createExpressionPool({ threads: 1 })
  afterAll(() => pool.close())

  it.each(MAPPING_CASES.map((row) => [row.name, row] as const))('%s', async (_name, row) => {
    const { passed, expected, actual } = await runMappingCase(row, pool)
    expect(passed, `expected ${expected}, got ${actual}`).toBe(true)
  })

  it('tells a row apart that expects something else', async () => {
    for (const row of MAPPING_CASES.slice(0, 20)) {
      const { passed } = await runMappingCase({ ...row, expect: { value: 'something else' } }, pool)
      expect(passed, row.name).toBe(false)
    }
  })
})
