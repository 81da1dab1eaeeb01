import type { Operation } from '@patchbay/flow/operations'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changedFields, isSame } from './changed-fields.ts'
import { act, applyAll, type DraftState, openDraft } from './draft-state.ts'
import { createWorld, type Line, orderJourney, set } from './draft-world-fixture.ts'
import { rebase } from './rebase.ts'
import type { RemoteChange } from './session-types.ts'

/** Hundreds of whole sessions take over a second alone and many times that where all tests share the cores. */
const PROPERTY_LIMIT_MS = 60_000

describe('whatever is done', () => {
  test(
    'no change of a field goes without being told, and none of theirs is overwritten',
    () => {
      fc.assert(
        fc.property(fc.array(operation, { maxLength: 8 }), fc.array(operation, { maxLength: 8 }), (own, others) => {
          const state = doneBy(openDraft(orderJourney, 0), own)
          const theirs = doneBy(openDraft(orderJourney, 0), others).waiting
          const log = theirs.map(({ operation }, index) => change(index + 1, operation))
          const rebased = rebase(state, log, log.length)
          expect(rebased).not.toBeNull()
          if (rebased === null) return
          const after = changedFields(orderJourney, rebased.document)
          const told = new Set(rebased.conflicts.map(({ partId }) => partId))
          for (const [key, field] of changedFields(orderJourney, state.document)) {
            const kept = isSame(after.get(key)?.value, field.value)
            expect(kept || told.has(field.partId) || rebased.lost.length > 0).toBe(true)
          }
          for (const [key, field] of changedFields(orderJourney, rebased.base)) {
            expect(isSame(after.get(key)?.value, field.value)).toBe(true)
          }
          expect(applyAll(rebased.base, rebased.waiting)).toEqual(rebased.document)
        }),
        { numRuns: 300, seed: 1 },
      )
    },
    PROPERTY_LIMIT_MS,
  )

  test(
    'undo and redo change nothing that a colleague changed last',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.boolean(), deedOnFew), { minLength: 12, maxLength: 24 }),
          async (deeds) => {
            const world = createWorld()
            const people = { ann: world.join('ann'), ben: world.join('ben') }
            const last = new Map<string, string>()
            for (const [isAnn, each] of deeds) {
              const who = isAnn ? 'ann' : 'ben'
              const before = world.document()
              if (each === 'undo') people[who].undo()
              else if (each === 'redo') people[who].redo()
              else people[who].apply(each)
              await world.settle()
              // What comes, or comes back, is the work of whoever brings it.
              const there = new Set(before.steps.map(({ id }) => id))
              const come = world.document().steps.filter(({ id }) => !there.has(id))
              for (const key of last.keys()) if (come.some(({ id }) => key.startsWith(`step ${id} `))) last.delete(key)
              for (const [key, { part, partId, field }] of changedFields(before, world.document())) {
                const touched =
                  field === '' ? [...last.keys()].filter((one) => one.startsWith(`${part} ${partId} `)) : [key]
                const isBack = each === 'undo' || each === 'redo'
                if (isBack) for (const one of touched) expect(last.get(one) ?? who).toBe(who)
                // What is taken back leaves what somebody, maybe the other, had made of it before.
                if (isBack) last.delete(key)
                else last.set(key, who)
              }
            }
          },
        ),
        { numRuns: 150, seed: 3 },
      )
    },
    PROPERTY_LIMIT_MS,
  )

  test(
    'whatever both do and whatever is lost, they end with the same draft and nothing in it is there twice',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(fc.boolean(), deed), { maxLength: 30, size: 'max' }), async (deeds) => {
          const world = createWorld()
          const people = { ann: world.join('ann'), ben: world.join('ben') }
          for (const [index, [isAnn, each]] of deeds.entries()) {
            const who = isAnn ? 'ann' : 'ben'
            const session = people[who]
            if (each.do === 'apply') session.apply(named(each.operation, `New ${index}`))
            else if (each.do === 'undo') session.undo()
            else if (each.do === 'redo') session.redo()
            else if (each.do === 'heard') session.heard()
            else if (each.do === 'line') world.line(each.line)
            else if (each.do === 'settle') await world.settle()
            else {
              session.close()
              await world.settle()
              people[who] = world.join(who)
              const kept = world.kept().find(({ tab }) => tab === who)
              if (kept !== undefined) await people[who].restore(kept)
            }
          }
          world.line('up')
          for (let round = 0; round < 2; round += 1) {
            for (const session of Object.values(people)) session.heard()
            await world.settle()
          }
          for (const session of Object.values(people)) {
            expect(session.view()).toMatchObject({ unsaved: 0, document: world.document() })
          }
          const added = world.document().steps.flatMap(({ name }) => (name.startsWith('New') ? [name] : []))
          expect(added).toEqual([...new Set(added)])
        }),
        { numRuns: 300, seed: 2 },
      )
    },
    PROPERTY_LIMIT_MS,
  )
})

const someStep = fc.constantFrom(...orderJourney.steps.slice(1).map(({ id }) => id))
const word = fc.constantFrom('one', 'two', 'three')
const operationsOn = (someStep: fc.Arbitrary<string>): fc.Arbitrary<Operation> =>
  fc.oneof(
    fc.record({ kind: fc.constant('renameStep' as const), stepId: someStep, name: word }),
    fc.tuple(someStep, fc.constantFrom('a', 'b'), word).map(([at, field, value]) => set(field, value, at)),
    fc.record({ kind: fc.constant('setStepNote' as const), stepId: someStep, note: fc.option(word) }),
    fc.record({ kind: fc.constant('removeSteps' as const), stepIds: fc.tuple(someStep), heal: fc.boolean() }),
    fc.record({
      kind: fc.constant('moveSteps' as const),
      moves: fc.tuple(fc.record({ stepId: someStep, position: fc.record({ x: fc.nat(9), y: fc.nat(9) }) })),
    }),
    fc.tuple(fc.constantFrom('n1', 'n2'), word).map(
      ([id, name]): Operation => ({
        kind: 'addStep',
        step: { id, kind: 'parallel', name, position: { x: 0, y: 0 } },
      }),
    ),
    fc
      .tuple(someStep, someStep)
      .map(([from, to]): Operation => ({ kind: 'connect', edge: { id: `${from}${to}`, from, port: 'out', to } })),
  )
const operation = operationsOn(someStep)
/** Little enough to get into each other's way all the time. */
const operationOnFew = operationsOn(fc.constantFrom(...orderJourney.steps.slice(1, 3).map(({ id }) => id)))
type Deed =
  | { do: 'apply'; operation: Operation }
  | { do: 'undo' | 'redo' | 'settle' | 'heard' | 'comeBack' }
  | { do: 'line'; line: Line }
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('apply' as const), operation }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('undo' as const, 'redo' as const) }) },
  { weight: 2, arbitrary: fc.constant<Deed>({ do: 'settle' }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('heard' as const, 'comeBack' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('line' as const),
      line: fc.constantFrom<Line[]>('up', 'down', 'answers lost'),
    }),
  },
)

const deedOnFew = fc.oneof(
  { weight: 3, arbitrary: operationOnFew },
  { weight: 2, arbitrary: fc.constantFrom('undo' as const, 'redo' as const) },
)

function named(operation: Operation, name: string): Operation {
  return operation.kind === 'addStep' ? { ...operation, step: { ...operation.step, name } } : operation
}

function doneBy(state: DraftState, operations: readonly Operation[]): DraftState {
  return operations.reduce((current, each, index) => {
    const acted = act(current, each, { at: index * 5000, batchId: `batch ${index}` })
    return acted.ok ? acted.value : current
  }, state)
}

function change(revision: number, operation: Operation): RemoteChange {
  return { revision, author: { id: 'ben', name: 'Ben' }, at: new Date(0), operation, batchId: null }
}
