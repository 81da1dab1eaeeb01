import { describe, expect, it } from 'vitest'
import type { Connector } from '../connector-value.ts'
import type { CallContext } from '../context.ts'
import { ConnectorError } from '../errors.ts'
import type { Json } from '../manifest.ts'
import { runAction } from '../run-action.ts'
import { addFault, type FaultKind, type Simulator } from '../simulator/simulator.ts'
import { createHarness, type Harness } from './harness.ts'
import type { ConformanceOptions } from './samples.ts'

/** For each action: its contract, its faults, and the proof of what it says about repeats. */
export function describeActions(connector: Connector, simulator: Simulator, options: ConformanceOptions): void {
  for (const name of Object.keys(connector.manifest.actions)) {
    const start = () => prepare(connector, simulator, { options, name })
    describe(`action ${name}`, () => {
      describeContract(connector, name, start)
      describeFaults(connector, name, start)
      describeRepeats(connector, name, start)
    })
  }
}

type Start = () => Prepared
type Prepared = {
  harness: Harness
  input: Record<string, Json>
  /** Effects since the sample was prepared. */
  effects: () => number
  run: (changes?: Partial<CallContext>) => Promise<unknown>
  /** The error of a run that must fail, or `null` when it did not. */
  fail: (changes?: Partial<CallContext>) => Promise<ConnectorError | null>
}

type Which = { options: ConformanceOptions; name: string }

function prepare(connector: Connector, simulator: Simulator, { options, name }: Which): Prepared {
  const harness = createHarness(simulator, options)
  const sample = options.samples[name] ?? {}
  const input = typeof sample === 'function' ? sample(harness.host) : sample
  const before = harness.effects()
  const run = (changes: Partial<CallContext> = {}) => runAction(connector, name, input, harness.context(changes))
  const fail = (changes: Partial<CallContext> = {}) =>
    run(changes).then(
      () => null,
      (error: unknown) => (error instanceof ConnectorError ? error : Promise.reject(error)),
    )
  return { harness, input, effects: () => harness.effects() - before, run, fail }
}

function describeContract(connector: Connector, name: string, start: Start): void {
  const { manifest } = connector
  const effect = manifest.actions[name]?.effect
  it('sends and receives what the contract says', async () => {
    const { harness, run } = start()
    await run()
    expect(harness.problems).toEqual([])
    if (effect !== 'pure') expect(harness.exchanges.length).toBeGreaterThan(0)
  })

  it('goes to the live address when there is no sandbox', async () => {
    if (manifest.baseUrl === null) return
    const { harness, run } = start()
    await run({ origin: null })
    const settings = harness.context().settings
    const base = manifest.baseUrl.replace(/\{(\w+)\}/g, (_all, key: string) => String(settings[key]))
    for (const one of harness.exchanges) expect(one.url.startsWith(base)).toBe(true)
    expect(harness.problems).toEqual([])
  })

  it('sends every optional input of its sample to the vendor', async () => {
    const full = start()
    await full.run()
    for (const field of manifest.actions[name]?.fields.filter((one) => !one.required && one.name in full.input) ?? []) {
      const without = start()
      const { [field.name]: _left, ...rest } = without.input
      await runAction(connector, name, rest, without.harness.context())
      expect(wireOf(without.harness), `"${field.name}" changes nothing on the wire`).not.toEqual(wireOf(full.harness))
      // What was stored for the one input must not serve the other.
      for (const step of new Set(stepsOf(full.harness))) {
        if (!stepsOf(without.harness).includes(step)) continue
        const message = `once(): "${field.name}" changes what it sends, and is not in its request`
        expect(wireOf(without.harness, step), message).toEqual(wireOf(full.harness, step))
      }
    }
  })

  it('applies what its effect says, one write at a time', async () => {
    const { harness, effects, run } = start()
    await run()
    if (effect === 'read' || effect === 'pure') expect(effects()).toBe(0)
    else expect(effects()).toBeGreaterThan(0)
    const bare = harness.exchanges.filter((one) => one.effects > 0 && one.step === null)
    expect(bare.length, 'several writes: wrap each in once()').toBeLessThanOrEqual(1)
    const shared = harness.exchanges.filter((one) => one.effects > 0 && one.step !== null)
    if (shared.length > 0) expect(bare.length, 'a write beside once(): wrap it too').toBe(0)
  })
}

/** Of one call of an action that makes several, or of all. */
function wireOf({ exchanges }: Harness, step?: string): unknown {
  const of = step === undefined ? exchanges : exchanges.filter((one) => one.step === step)
  return of.map(({ url, request }) => [request.method, url, request.headers, request.body])
}

const stepsOf = ({ exchanges }: Harness): string[] => exchanges.flatMap(({ step }) => (step === null ? [] : [step]))

const faults: { fault: FaultKind; read: string[]; write: string[] }[] = [
  { fault: { kind: 'down' }, read: ['upstream'], write: ['upstream'] },
  { fault: { kind: 'status', status: 500 }, read: ['upstream'], write: ['unknown_outcome'] },
  { fault: { kind: 'status', status: 503 }, read: ['upstream'], write: ['unknown_outcome'] },
  { fault: { kind: 'throttle', retryAfterSeconds: 7 }, read: ['rate_limited'], write: ['rate_limited'] },
  { fault: { kind: 'timeoutAfterApplying' }, read: ['upstream'], write: ['unknown_outcome'] },
  // An answer that nobody reads (202 without a body) cannot be malformed.
  { fault: { kind: 'malformed' }, read: ['upstream', 'none'], write: ['unknown_outcome', 'none'] },
]

function describeFaults(connector: Connector, name: string, start: Start): void {
  const isWrite = !['read', 'pure'].includes(connector.manifest.actions[name]?.effect ?? 'read')
  it.each(faults)('gives $fault.kind $fault.status its code', async ({ fault, read, write }) => {
    const trial = start()
    await trial.run()
    const exchanges = trial.harness.exchanges
    const skip = isWrite ? exchanges.findIndex((one) => one.effects > 0) : 0
    const { harness, fail } = start()
    addFault(harness.host.store, { ...fault, times: 1, skip })
    const error = await fail()
    expect(isWrite ? write : read).toContain(error?.code ?? 'none')
    if (fault.kind === 'throttle') expect(error?.details.retryAfterMs).toBeGreaterThan(0)
  })

  it('turns a refused credential into auth_expired', async () => {
    if (Object.keys(connector.options.auth.secrets).length === 0) return
    const { harness, fail, effects } = start()
    const credentials = harness.context().credentials
    const bad = Object.fromEntries(Object.keys(credentials).map((key) => [key, `bad-${credentials[key]}`]))
    expect((await fail({ credentials: bad }))?.code).toBe('auth_expired')
    expect(effects()).toBe(0)
  })
}

function describeRepeats(connector: Connector, name: string, start: Start): void {
  const action = connector.manifest.actions[name]
  if (action === undefined || action.effect === 'read' || action.effect === 'pure') return
  const kind = action.idempotency.kind

  it('says so when an answer is lost, and a repeat applies nothing twice', async () => {
    const trial = start()
    await trial.run()
    const writes = trial.harness.exchanges.filter((one) => one.effects > 0).length
    const wanted = trial.effects()
    for (let lost = 1; lost <= writes; lost++) {
      const { harness, run, fail, effects } = start()
      harness.loseAnswerOf(lost)
      expect((await fail())?.code).toBe('unknown_outcome')
      if (kind === 'none') continue
      await run({ attempt: 2, afterUnknown: true })
      expect(effects()).toBe(wanted)
      expect(harness.problems).toEqual([])
    }
  })

  it('applies once under one key', async () => {
    if (kind === 'none') return
    const { run, effects } = start()
    await run()
    const once = effects()
    // A fresh worker: nothing but the key, and for a look-up the word that the outcome is not known, tells it of the first.
    const steps = new Map<string, unknown>()
    await run({ attempt: 2, afterUnknown: kind === 'lookup', once: remember(steps, Number.POSITIVE_INFINITY) })
    expect(effects()).toBe(once)
  })

  it('goes on where it was killed between two calls', async () => {
    const trial = start()
    const names = new Map<string, unknown>()
    await trial.run({ once: remember(names, Number.POSITIVE_INFINITY) })
    for (let calls = 1; calls <= names.size; calls++) {
      const { run, fail, effects } = start()
      const steps = new Map<string, unknown>()
      expect(await fail({ once: remember(steps, calls) })).not.toBeNull()
      await run({ attempt: 2, afterUnknown: true, once: remember(steps, Number.POSITIVE_INFINITY) })
      expect(effects()).toBe(trial.effects())
    }
  })
}

/** A `once` over a checkpoint store, whose process dies after `dieAfter` fresh calls. */
function remember(steps: Map<string, unknown>, dieAfter: number): CallContext['once'] {
  let calls = 0
  return async <T>(name: string, fn: () => Promise<T>): Promise<T> => {
    if (steps.has(name)) return steps.get(name) as T
    const result = await fn()
    steps.set(name, result)
    calls += 1
    if (calls >= dieAfter) throw new Error('killed')
    return result
  }
}
