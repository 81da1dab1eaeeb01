import { describe, expect, it } from 'vitest'
import type { Connector } from '../connector-value.ts'
import { ConnectorError } from '../errors.ts'
import type { HttpResponse } from '../http.ts'
import { runAction } from '../run-action.ts'
import type { Simulator } from '../simulator/simulator.ts'
import { createHarness } from './harness.ts'
import type { ConformanceOptions, ErrorSample } from './samples.ts'

/** The vendor's error bodies get their codes, and nothing secret gets out with them. */
export function describeErrors(connector: Connector, simulator: Simulator, options: ConformanceOptions): void {
  const meet = async (sample: Omit<ErrorSample, 'code'>) => {
    const harness = createHarness(simulator, options)
    const prepared = options.samples[sample.action] ?? {}
    const input = typeof prepared === 'function' ? prepared(harness.host) : prepared
    const context = harness.context({ transport: () => Promise.resolve(toResponse(sample)) })
    const error = await runAction(connector, sample.action, input, context).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    return { error, logs: harness.logs }
  }

  describe('errors', () => {
    it.each(options.errors)('$status to $action is $code', async (sample) => {
      const { error } = await meet(sample)
      expect(error).toBeInstanceOf(ConnectorError)
      if (!(error instanceof ConnectorError)) return
      expect({ code: error.code, message: error.message }).toEqual({ code: sample.code, message: error.message })
      if (sample.keySpent !== undefined) expect(error.details.keySpent ?? false).toBe(sample.keySpent)
      if (sample.retryAfterMs !== undefined) expect(error.details.retryAfterMs).toBe(sample.retryAfterMs)
    })
  })

  it('never shows a secret, not even when the vendor echoes it', async () => {
    for (const action of Object.keys(connector.actions)) {
      for (const secret of Object.values(options.credentials)) {
        const echo = `Invalid key ${secret} (${Buffer.from(`${secret}:`).toString('base64')})`
        const body = { message: echo, error: { message: echo }, errors: [{ message: echo }] }
        const { error, logs } = await meet({ action, status: 400, body })
        const said = `${String(error)} ${JSON.stringify(error)} ${logs.join(' ')}`
        expect(said).not.toContain(secret)
        expect(said).not.toContain(Buffer.from(`${secret}:`).toString('base64'))
      }
    }
  })
}

function toResponse({ status, headers = {}, body }: Omit<ErrorSample, 'code' | 'action'>): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: new TextEncoder().encode(text) }
}
