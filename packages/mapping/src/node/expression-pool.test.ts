import { afterEach, describe, expect, it } from 'vitest'
import { COMMON_SCOPE } from '../cases/case.ts'
import type { ExpressionBase } from '../expression/runner.ts'
import type { ExpressionPool } from '../expression/thread-pool.ts'
import { createExpressionPool } from './expression-pool.ts'

const BASE: ExpressionBase = { steps: COMMON_SCOPE.steps, run: COMMON_SCOPE.run, workspace: COMMON_SCOPE.workspace }
const ENDLESS = '($f := function($x) { $f($x) }; $f(1))'

const pools: ExpressionPool[] = []
const open = (...options: Parameters<typeof createExpressionPool>) => {
  const pool = createExpressionPool(...options)
  pools.push(pool)
  return pool
}
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())))

describe('expression threads', () => {
  it('leave the event loop of their host free while expressions run wild, and serve the next', async () => {
    const pool = open({ threads: 2 })
    let longestGapMs = 0
    let last = performance.now()
    const pulse = setInterval(() => {
      longestGapMs = Math.max(longestGapMs, performance.now() - last)
      last = performance.now()
    }, 5)
    const wild = ['$pad("x", 100000000)', `$contains("${'a'.repeat(5000)}!", /^(a+)+$/)`, ENDLESS, ENDLESS]
    const results = await Promise.all(wild.map((source) => pool.run({ source, base: BASE })))
    clearInterval(pulse)
    expect(results.map((result) => (result.ok ? 'ok' : result.code))).toEqual([
      'expression_budget',
      'ok',
      'expression_budget',
      'expression_budget',
    ])
    // Run in process, the second and third of these would hold the loop for seconds or for ever.
    expect(longestGapMs).toBeLessThan(1000)
    expect(await pool.run({ source: '1 + 1', base: BASE })).toEqual({ ok: true, found: true, value: 2 })
  })

  it('are ended when they need too much memory', async () => {
    const pool = open({ threads: 1, budget: { memoryMb: 16, wallMs: 20_000 } })
    const greedy = '($f := function($l) { $f([$l, [1..100000]]) }; $f([1..100000]))'
    const result = await pool.run({ source: greedy, base: BASE })
    expect(result).toMatchObject({ ok: false, code: 'expression_budget', message: expect.stringContaining('16 MB') })
    expect(await pool.run({ source: '1 + 1', base: BASE })).toEqual({ ok: true, found: true, value: 2 })
  })

  it('evaluate over the base of their own call, whichever came before', async () => {
    const pool = open({ threads: 1 })
    const bases = ['a', 'b', 'b', 'a'].map((name) => ({ ...BASE, steps: { order: { name } } }))
    const results = await Promise.all(bases.map((base) => pool.run({ source: 'steps.order.name', base })))
    expect(results.map((result) => result.ok && result.found && result.value)).toEqual(['a', 'b', 'b', 'a'])
  })

  it('leave no trace of one expression on the input of the next', async () => {
    const pool = open({ threads: 1 })
    const read = () => pool.run({ source: 'steps', base: BASE })
    const before = await read()
    for (const source of [
      'steps.order.lines[]',
      'steps ~> |order.lines|{"sku": "changed"}|',
      '$sort(steps.order.lines, function($a, $b) { $a.qty > $b.qty })',
      '$append(steps.order.tags, "new")',
      '$reverse(steps.order.tags)',
    ]) {
      expect((await pool.run({ source, base: BASE })).ok).toBe(true)
    }
    expect(await read()).toEqual(before)
    expect(await pool.run({ source: 'steps.order.lines[qty=1].sku', base: BASE })).toMatchObject({ value: 'TEE-7' })
  })

  it('see nothing of the process around them', async () => {
    const pool = open({ threads: 1 })
    for (const source of [
      'process',
      '$process',
      'steps.order.constructor.constructor("return process")()',
      '$string.constructor',
    ]) {
      const result = await pool.run({ source, base: BASE })
      expect(result.ok && result.found, source).toBe(false)
    }
  })

  it('answer every call when they are closed', async () => {
    const pool = open({ threads: 1 })
    const running = [pool.run({ source: ENDLESS, base: BASE }), pool.run({ source: '1', base: BASE })]
    await pool.close()
    for (const result of await Promise.all(running))
      expect(result).toMatchObject({ ok: false, code: 'expression_failed' })
    expect(await pool.run({ source: '1', base: BASE })).toMatchObject({ ok: false })
  })
})
