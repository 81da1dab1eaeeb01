import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeProperty } from './changes/describe-property.ts'
import { compileStep } from './compile-step.ts'
import { describeStep } from './describe-step.ts'
import { parseDocument } from './document-schema.ts'
import type { ControlNode } from './plan.ts'
import { readingOrder } from './reading-order.ts'
import { sampleManifests } from './samples/manifests.ts'
import { sagaFlows, sagaJourney } from './samples/saga-journey.ts'
import { errorsOf, from, mustCompile, options } from './testing/changed-saga.ts'
import { upToStep } from './up-to-step.ts'
import { upstream, upstreamAfterPass } from './upstream.ts'
import { validate } from './validate.ts'

const at = { id: 'tell', name: 'Tell the books', position: { x: 0, y: 0 } }

describe('the whole language', () => {
  it('asks a person about a flow that was called, when what was done is undone', () => {
    const call = { ...at, kind: 'subflow', flowId: 'books', versionId: null, mode: 'wait' } as const
    const steps = [...sagaJourney.steps, { ...call, parent: 'ship', input: { number: from('order', 'number') } }]
    const { control } = mustCompile({ ...sagaJourney, steps }).plan
    expect(control.flatMap(({ id, asksUndo }) => (asksUndo ? [id] : [])).sort()).toEqual(['book', 'label', 'tell'])
  })

  it('has nothing wrong with it, is read back unchanged, and compiles to what the scheduler walks', () => {
    expect(parseDocument(sagaJourney)).toEqual({ ok: true, value: sagaJourney })
    expect(validate(sagaJourney, options).filter(({ code }) => code !== 'value_may_be_empty')).toEqual([])
    const { plan } = mustCompile(sagaJourney)
    const nodes = (pick: (node: ControlNode) => unknown) =>
      Object.fromEntries(plan.control.flatMap((node) => (pick(node) === undefined ? [] : [[node.id, pick(node)]])))
    const index = (id: string) => plan.control.findIndex((node) => node.id === id)
    expect(nodes(({ undo }) => undo)).toEqual({ charge: index('giveBack') })
    expect(nodes(({ undoOf }) => undoOf)).toEqual({ giveBack: index('charge') })
    expect(plan.control[index('giveBack')]).toMatchObject({ deps: [], region: index('ship'), lane: 0 })
    expect(index('giveBack')).toBe(index('charge') + 1)
    expect(nodes(({ asksUndo }) => asksUndo)).toEqual({ label: true, book: true })
    expect(nodes(({ lane }) => lane)).toEqual({
      charge: 0,
      giveBack: 0,
      parcels: 0,
      excuse: 1,
      count: 2,
      again: 0,
      book: 1,
    })
    // What a scope undoes stands in the workflow's history before it is sent, however quick and safe to repeat it is.
    expect(nodes(({ mode }) => (mode === 'activity' ? mode : undefined))).toMatchObject({
      charge: 'activity',
      giveBack: 'activity',
      label: 'activity',
    })
    expect(nodes(({ scope }) => scope)).toEqual({ ship: { compensates: true, catches: true, always: true } })
    expect(nodes(({ join }) => join)).toEqual({ first: { of: 'ended', need: 1, timeoutMs: 3_600_000, lanes: 2 } })
    expect(nodes(({ repeat }) => repeat)).toEqual({ track: { maxTimes: 5, atLimit: 'go_on', delayMs: 60_000 } })
    expect(nodes(({ collects }) => collects)).toEqual({ parcels: true })
    expect(plan.work[index('parcels')]).toMatchObject({ collect: index('label') })
    // Which of them it needs is known when it is called: another version may be live by then.
    expect(plan.work[index('book')]).toMatchObject({
      flowId: 'books',
      fields: [
        { name: 'labels', label: 'Labels', required: false },
        { name: 'number', label: 'Number', required: false },
      ],
    })
  })

  it('gives the same plan however steps and cables are listed', () => {
    const { hash } = mustCompile(sagaJourney)
    const shuffled = <T>(list: T[]) => fc.shuffledSubarray(list, { minLength: list.length })
    fc.assert(
      fc.property(shuffled(sagaJourney.steps), shuffled(sagaJourney.edges), (steps, edges) => {
        expect(mustCompile({ ...sagaJourney, steps, edges }).hash).toBe(hash)
      }),
      { numRuns: 100, seed: 1 },
    )
  })

  it('shows each step what it may read', () => {
    const seen = (stepId: string) =>
      upstream(sagaJourney, stepId).map(
        ({ step, as, certain }) => `${step.id}${as === 'output' ? '' : ` ${as}`}${certain ? '' : '?'}`,
      )
    expect(seen('giveBack')).toEqual(['order', 'ask', 'charge'])
    expect(seen('excuse')).toEqual(['order', 'ask', 'ship error', 'charge?', 'parcels?'])
    expect(seen('count')).toEqual(['order', 'ask', 'charge?', 'parcels?', 'excuse?'])
    expect(seen('track')).toEqual(['order', 'ask', 'charge?', 'parcels?', 'excuse?', 'count'])
    expect(seen('first')).toEqual([...seen('track'), 'look'])
    expect(upstreamAfterPass(sagaJourney, 'track').map(({ step }) => step.id)).toContain('look')
  })

  it('is read in the order it happens: an undo after its step, the lanes one after the other', () => {
    expect(readingOrder(sagaJourney).map(({ id }) => id)).toEqual([
      'order',
      'ask',
      'ship',
      'charge',
      'giveBack',
      'parcels',
      'label',
      'excuse',
      'count',
      'track',
      'look',
      'first',
      'again',
      'book',
    ])
  })

  it('says in words what each step does', () => {
    const words = Object.fromEntries(
      sagaJourney.steps.map((step) => [
        step.id,
        describeStep(
          { document: sagaJourney, step },
          { manifests: sampleManifests, flows: sagaFlows, people: [{ id: 'ada', name: 'Ada' }] },
        ),
      ]),
    )
    expect(words).toMatchObject({
      ask: 'Asks Ada or an operator to approve',
      ship: 'Tries; undoes what was done when it fails',
      track: 'Again until Number is at least 1, at most 5 times',
      first: 'All at once; goes on when one lane has ended, within 1 h',
      again: 'Waits for “Order is paid” where Id is When an order is paid › Id',
      book: 'Runs “Book an order” and waits for what it gives',
    })
  })

  it('can be tried up to any step, and each step by itself', () => {
    for (const { id } of sagaJourney.steps) {
      expect(errorsOf(upToStep(sagaJourney, id))).toEqual([])
      expect(compileStep(sagaJourney, id, options)).toMatchObject({ ok: true })
    }
  })
})

describe('a setting in words', () => {
  it.each<[stepId: string, property: string, words: string]>([
    [
      'order',
      'runs',
      'It makes runs by When an order is paid › Id one after the other, older news left out; at most 20 at once',
    ],
    ['ask', 'question', 'It asks “Ship order #[When an order is paid › Number]”'],
    ['ask', 'approvers', 'It asks Ada or an operator'],
    ['ask', 'remindMs', 'It reminds after 1 h'],
    ['parcels', 'collect', 'It collects what “Buy a label” gives'],
    ['label', 'ifFails', 'If it fails for good, it asks a person'],
    ['charge', 'withoutUndo', 'When its scope is undone, what its app proposes'],
    ['excuse', 'parent', 'It stands in “Ship it, or undo”, for when it fails'],
    ['ship', 'compensate', 'It undoes what was done when it fails'],
    ['track', 'until', 'It goes on until Number is at least 1'],
    ['track', 'atLimit', 'After the last pass, it goes on'],
    ['first', 'join', 'It goes on when one lane has ended, within 1 h'],
    ['again', 'match', 'It takes the one whose Id is When an order is paid › Id'],
    ['book', 'mode', 'It waits for what it gives'],
    ['book', 'input.number', 'Number comes from When an order is paid › Number'],
  ])('%s %s', (stepId, property, words) => {
    const step = sagaJourney.steps.find(({ id }) => id === stepId)
    if (step === undefined) throw new Error(stepId)
    const context = { manifests: sampleManifests, connections: [], people: [{ id: 'ada', name: 'Ada' }] }
    const told = describeProperty({ document: sagaJourney, step, context }, property)
    expect([told.subject, told.verb, told.words].filter((piece) => piece !== '').join(' ')).toBe(words)
  })
})
