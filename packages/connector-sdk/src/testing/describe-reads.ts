import { describe, expect, it } from 'vitest'
import type { Connector } from '../connector-value.ts'
import type { Simulator } from '../simulator/simulator.ts'
import { testConnection } from '../test-connection.ts'
import { createHarness } from './harness.ts'
import type { ConformanceOptions } from './samples.ts'

/** The connection test: a harmless read by contract. */
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
}
