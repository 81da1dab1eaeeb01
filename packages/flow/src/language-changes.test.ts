import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changesBetween, touchedParts } from './changes/changes.ts'
import { includeChanges } from './changes/include-changes.ts'
import { apply, invert, type Operation } from './operations/operation.ts'
import { sampleManifests } from './samples/manifests.ts'
import { sagaJourney } from './samples/saga-journey.ts'
import { structureProblems } from './structure.ts'
import { arbitraryOperation } from './testing/arbitraries.ts'
import { codesOf, connect, mustApply } from './testing/changed-saga.ts'

describe('changing it', () => {
  it('takes a step to another lane with what undoes it, and cuts the cables that would cross', () => {
    const moved = mustApply({ kind: 'setParent', stepId: 'charge', parent: 'ship', lane: 'catch' })
    expect(moved.steps.filter(({ lane }) => lane === 'catch').map(({ id }) => id)).toEqual([
      'charge',
      'giveBack',
      'excuse',
    ])
    expect(moved.edges.map(({ id }) => id)).toEqual(['e1', 'e2', 'e3', 'e5', 'e6'])
  })

  it('removes and copies a step with what undoes it', () => {
    const gone = mustApply({ kind: 'removeSteps', stepIds: ['charge'], heal: true })
    expect(gone.steps.map(({ id }) => id)).not.toContain('giveBack')
    const copied = mustApply({
      kind: 'duplicateSteps',
      copies: [{ stepId: 'charge', newId: 'again2' }],
      offset: { x: 1, y: 1 },
    })
    expect(copied.edges).toContainEqual({ id: 'e32', from: 'again2', port: 'undo', to: 'giveBack2' })
  })

  it('is undone, and told change by change; any choice of changes hangs together', () => {
    const operations = fc.array(arbitraryOperation, { maxLength: 5 })
    fc.assert(
      fc.property(
        operations,
        fc.array(localOperation, { maxLength: 3 }),
        fc.infiniteStream(fc.boolean()),
        (some, more, coins) => {
          let draft = sagaJourney
          for (const operation of [...some, ...more]) {
            const next = apply(draft, operation)
            if (!next.ok) continue
            const undone = apply(next.value, invert(draft, operation))
            expect(undone).toEqual({ ok: true, value: draft })
            draft = next.value
          }
          const context = { manifests: sampleManifests, connections: [] }
          const changes = changesBetween(sagaJourney, draft, context)
          expect(changes.length > 0).toBe(touchedParts(sagaJourney, draft).length > 0)
          const wished = changes.filter(() => coins.next().value === true).flatMap(({ id, needs }) => [id, ...needs])
          const part = includeChanges(sagaJourney, draft, [...new Set(wished)])
          expect(part.ok ? structureProblems(part.value) : part).toEqual([])
        },
      ),
      { numRuns: 300, seed: 4 },
    )
  }, 60_000)

  it.each<[string, Operation]>([
    ['edge_crosses_lane', connect('charge', 'out', 'excuse')],
    ['undo_not_action', connect('parcels', 'undo', 'count')],
    ['undo_not_alone', connect('giveBack', 'out', 'parcels')],
    ['undo_duplicate', connect('charge', 'undo', 'parcels')],
    ['lane_without_scope', { kind: 'setParent', stepId: 'book', parent: 'first', lane: 'catch' }],
    ['lane_without_scope', { kind: 'setParent', stepId: 'ask', parent: null, lane: 'finally' }],
  ])('refuses with %s', (code, operation) => {
    const applied = apply(sagaJourney, operation)
    expect(applied.ok ? [] : [applied.error.code, ...codesOf(operation)]).toContain(code)
  })
})

/** Operations on what only this sample has. */
const localOperation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    kind: fc.constant('setParent' as const),
    stepId: fc.constantFrom('charge', 'giveBack', 'parcels', 'excuse', 'count', 'look'),
    parent: fc.constantFrom('ship', 'first', 'track', null),
    lane: fc.constantFrom('catch' as const, 'finally' as const, null, undefined),
  }),
  fc.record({
    kind: fc.constant('placeSteps' as const),
    places: fc.array(
      fc.record({
        stepId: fc.constantFrom('charge', 'excuse', 'book', 'ship'),
        parent: fc.constantFrom('ship', 'first', null),
        lane: fc.constantFrom('catch' as const, null),
        position: fc.constant({ x: 7, y: 7 }),
      }),
      { maxLength: 2 },
    ),
  }),
  fc.record({
    kind: fc.constant('removeSteps' as const),
    stepIds: fc.tuple(fc.constantFrom('charge', 'giveBack', 'ship', 'label', 'first')),
    heal: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('connect' as const),
    edge: fc.record({
      id: fc.constantFrom('x1', 'x2'),
      from: fc.constantFrom('charge', 'parcels', 'giveBack', 'excuse', 'label'),
      port: fc.constantFrom('out', 'undo', 'error'),
      to: fc.constantFrom('giveBack', 'parcels', 'charge'),
    }),
  }),
  fc.record({ kind: fc.constant('disconnect' as const), edgeIds: fc.tuple(fc.constantFrom('e3', 'e4', 'e5')) }),
  fc.constant({
    kind: 'setSettings' as const,
    stepId: 'parcels',
    settings: { kind: 'loop' as const, collect: null, batchSize: 5 },
  }),
)
