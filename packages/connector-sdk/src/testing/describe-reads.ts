import { describe, expect, it } from 'vitest'
import type { Connector } from '../connector-value.ts'
import { runLookup } from '../run-lookup.ts'
import type { Simulator } from '../simulator/simulator.ts'
import { testConnection } from '../test-connection.ts'
import { createHarness } from './harness.ts'
import type { ConformanceOptions } from './samples.ts'

/** Connection test and lookups: reads by contract, paged to their end. */
export function describeReads(connector: Connector, simulator: Simulator, options: ConformanceOptions): void {
  describe('connection', () => {
    it('is tested with a harmless read, and a refused credential is told', async () => {
      if (connector.test === null) return
      const harness = createHarness(simulator, options)
      expect(await testConnection(connector, harness.context())).toMatchObject({ ok: true })
      expect(harness.problems).toEqual([])
      expect(harness.effects()).toBe(0)
      const credentials = harness.context().credentials
      const bad = Object.fromEntries(Object.keys(credentials).map((key) => [key, `bad-${credentials[key]}`]))
      const refused = await testConnection(connector, harness.context({ credentials: bad }))
      expect(refused).toMatchObject({ ok: false, code: 'auth_expired' })
    })
  })

  for (const name of Object.keys(connector.lookups))
    it(`lookup ${name} pages to its end`, async () => {
      const harness = createHarness(simulator, options)
      const params = options.lookups?.[name] ?? {}
      let cursor: string | null = null
      const seen: string[] = []
      do {
        const request = { ...harness.context(), params, ...(cursor === null ? {} : { cursor }) }
        const page: { options: { value: string }[]; cursor: string | null } = await runLookup(connector, name, request)
        seen.push(...page.options.map((option) => option.value))
        cursor = page.cursor
      } while (cursor !== null && seen.length < 10_000)
      expect(new Set(seen).size).toBe(seen.length)
      expect(harness.problems).toEqual([])
    })
}
