import type { FlowDocument } from '@patchbay/flow/document'
import type { Operation } from '@patchbay/flow/operations'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changedFields, isSame } from './changed-fields.ts'
import { act, applyAll, type DraftState, openDraft } from './draft-state.ts'
import { applied, createWorld, type Line, orderJourney } from './draft-world-fixture.ts'
import { rebase } from './rebase.ts'
import type { RemoteChange } from './session-types.ts'

/** Hundreds of whole sessions take over a second alone and many times that where all tests share the cores. */
const PROPERTY_LIMIT_MS = 60_000

const [, capture] = orderJourney.steps
const stepId = capture?.id ?? ''
const set = (field: string, value: string, at = stepId): Operation => ({
  kind: 'setInput',
  stepId: at,
  field,
  mapping: { kind: 'constant', value },
})
const rename = (name: string, at = stepId): Operation => ({ kind: 'renameStep', stepId: at, name })

describe('one person', () => {
  test('twenty changes are undone and done again, and all of it is saved', async () => {
    const world = createWorld()
    const ann = world.join('ann')
    const names = Array.from({ length: 20 }, (_, index) => `Name ${index}`)
    for (const name of names) {
      world.pass(2000)
      expect(ann.apply(rename(name))).toBeNull()
    }
    for (const _ of names) ann.undo()
    expect(ann.view().document).toEqual(orderJourney)
    expect(ann.view().canUndo).toBe(false)
    for (const _ of names) ann.redo()
    expect(nameOf(ann.view().document)).toBe('Name 19')
    await world.settle()
    expect(world.document()).toEqual(ann.view().document)
    expect(ann.view().save.kind).toBe('saved')
  })

  test('a word typed into a field is one thing to undo and one line to save', async () => {
    const world = createWorld()
    const ann = world.join('ann')
    for (const text of ['H', 'He', 'Hel', 'Hell', 'Hello']) ann.apply(set('reference', text))
    await world.settle()
    expect(world.saved()).toEqual([set('reference', 'Hello')])
    ann.undo()
    expect(ann.view().document).toEqual(orderJourney)
  })

  test('while the line is down work goes on, is kept on the device, and is sent once it is back', async () => {
    const world = createWorld()
    const ann = world.join('ann')
    world.line('down')
    ann.apply(rename('Offline name'))
    await world.settle()
    expect(ann.view().save).toEqual({ kind: 'offline', kept: true })
    expect(world.kept()).toHaveLength(1)
    world.line('up')
    ann.retry()
    await world.settle()
    expect(nameOf(world.document())).toBe('Offline name')
    expect(world.kept()).toHaveLength(0)
  })

  test('an answer that is lost on the way back does not make the change twice', async () => {
    const world = createWorld()
    const ann = world.join('ann')
    world.line('answers lost')
    ann.apply(rename('Arrived'))
    await world.settle()
    world.line('up')
    ann.retry()
    await world.settle()
    expect(world.saved()).toEqual([rename('Arrived')])
    expect(ann.view()).toMatchObject({ conflicts: [], lost: [], unsaved: 0 })
  })

  test('a change that the server refuses is taken out and told, those around it are saved', async () => {
    const world = createWorld((operation) => operation.kind === 'setStepNote')
    const ann = world.join('ann')
    ann.apply(rename('Before'))
    ann.apply({ kind: 'setStepNote', stepId, note: 'No' })
    ann.apply(set('reference', 'After'))
    await world.settle()
    expect(world.saved()).toEqual([rename('Before'), set('reference', 'After')])
    expect(ann.view().lost.map(({ words }) => words)).toEqual(['The note on “Before”'])
    expect(ann.view().document).toEqual(world.document())
  })

  test('what a closed tab left behind is put back on top of what others did meanwhile', async () => {
    const world = createWorld()
    const ann = world.join('ann')
    world.line('down')
    ann.apply(set('reference', 'Mine'))
    ann.close()
    world.line('up')
    const ben = world.join('ben')
    ben.apply(rename('Theirs'))
    await world.settle()
    const [kept] = world.kept()
    const again = world.join('ann')
    if (kept !== undefined) again.restore(kept)
    await world.settle()
    expect(nameOf(world.document())).toBe('Theirs')
    expect(world.document()).toEqual(again.view().document)
    expect(world.saved()).toEqual([rename('Theirs'), set('reference', 'Mine')])
  })
})

describe('two people in one draft', () => {
  test('changes of different fields of one step are brought together without a question', async () => {
    const world = createWorld()
    const [ann, ben] = [world.join('ann'), world.join('ben')]
    ann.apply(rename('By Ann'))
    ben.apply(set('reference', 'By Ben'))
    await world.settle()
    expect(ann.view().document).toEqual(ben.view().document)
    expect(ann.view().conflicts).toEqual([])
    expect(ben.view().conflicts).toEqual([])
  })

  test('putting a field back keeps what somebody made of another field of the same step meanwhile', async () => {
    const world = createWorld()
    const [ann, ben] = [world.join('ann'), world.join('ben')]
    world.line('down', 'ben')
    ben.apply(set('reference', 'Ben’s'))
    await world.settle()
    ann.apply(set('reference', 'Ann’s'))
    await world.settle()
    world.line('up')
    ben.heard()
    await world.settle()
    // Both at once: the one decides a conflict, the other fills in the next field.
    ben.resolve(ben.view().conflicts[0]?.id ?? '', 'mine')
    ann.apply(set('note', 'Ann’s too'))
    await ann.flush()
    await world.settle()
    const step = world.document().steps.find(({ id }) => id === stepId)
    expect(step).toMatchObject({
      input: { reference: { kind: 'constant', value: 'Ben’s' }, note: { kind: 'constant', value: 'Ann’s too' } },
    })
    expect(ann.view().document).toEqual(ben.view().document)
  })

  test('the same field: theirs stands, the own value is held, and keeping it takes one press', async () => {
    const world = createWorld()
    const [ann, ben] = [world.join('ann'), world.join('ben')]
    world.line('down', 'ben')
    ben.apply(set('reference', 'Ben’s'))
    await world.settle()
    ann.apply(set('reference', 'Ann’s second'))
    await world.settle()
    world.line('up')
    ben.heard()
    await world.settle()
    const [conflict] = ben.view().conflicts
    expect(conflict).toMatchObject({ partId: stepId, field: 'input.reference', author: { id: 'ann' } })
    expect(conflict?.mine).toEqual({ kind: 'constant', value: 'Ben’s' })
    expect(ben.view().document).toEqual(ann.view().document)
    ben.resolve(conflict?.id ?? '', 'mine')
    await world.settle()
    expect(ben.view().conflicts).toEqual([])
    expect(world.saved().at(-1)).toBeDefined()
    expect(inputOf(ann.view().document, 'reference')).toEqual({ kind: 'constant', value: 'Ben’s' })
  })

  test('undo takes back one’s own change only', async () => {
    const world = createWorld()
    const [ann, ben] = [world.join('ann'), world.join('ben')]
    ann.apply({ kind: 'setOutputSchema', stepId, outputSchema: { type: 'object' } })
    await world.settle()
    ben.apply(rename('By Ben'))
    await world.settle()
    ann.undo()
    await world.settle()
    expect(nameOf(world.document())).toBe('By Ben')
    expect(world.document()).toEqual(applied(orderJourney, [rename('By Ben')]))
  })

  test('a change of a step that a colleague removed is told with what it was', async () => {
    const world = createWorld()
    const [ann, ben] = [world.join('ann'), world.join('ben')]
    world.line('down', 'ben')
    ben.apply(rename('New name'))
    ann.apply({ kind: 'removeSteps', stepIds: [stepId], heal: true })
    await world.settle()
    world.line('up')
    ben.heard()
    await world.settle()
    expect(ben.view().lost).toMatchObject([{ author: { id: 'ann' }, problem: { code: 'step_unknown' } }])
    expect(ben.view().document).toEqual(world.document())
  })

  test('removing a step that a colleague has just changed is asked about first', async () => {
    const world = createWorld()
    const [ann, ben] = [world.join('ann'), world.join('ben')]
    world.line('down', 'ben')
    ben.apply({ kind: 'removeSteps', stepIds: [stepId], heal: true })
    ann.apply(set('reference', 'Worked on'))
    await world.settle()
    world.line('up')
    ben.heard()
    await world.settle()
    const [conflict] = ben.view().conflicts
    expect(conflict).toMatchObject({ field: '', partId: stepId })
    expect(ben.view().document).toEqual(world.document())
    ben.resolve(conflict?.id ?? '', 'mine')
    await world.settle()
    expect(world.document().steps.some(({ id }) => id === stepId)).toBe(false)
  })

  test('both add a step of the same id: both are there', async () => {
    const world = createWorld()
    const [ann, ben] = [world.join('ann'), world.join('ben')]
    const add = (name: string): Operation[] => [
      { kind: 'addStep', step: { id: 'sendEmail', kind: 'parallel', name, position: { x: 0, y: 900 } } },
      { kind: 'connect', edge: { id: 'toMail', from: stepId, port: 'error', to: 'sendEmail' } },
    ]
    ann.apply({ kind: 'batch', operations: add('Ann’s') })
    ben.apply({ kind: 'batch', operations: add('Ben’s') })
    await world.settle()
    const names = world.document().steps.slice(-2)
    expect(names.map(({ id, name }) => [id, name])).toEqual([
      ['sendEmail', 'Ann’s'],
      ['sendEmail2', 'Ben’s'],
    ])
    expect(world.document().edges.at(-1)?.to).toBe('sendEmail2')
  })

  test(
    'no change of a field goes without being told',
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
          expect(applyAll(rebased.base, rebased.waiting)).toEqual(rebased.document)
        }),
        { numRuns: 300, seed: 1 },
      )
    },
    PROPERTY_LIMIT_MS,
  )

  test(
    'whatever both do, they end with the same draft',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(fc.boolean(), deed), { maxLength: 30 }), async (deeds) => {
          const world = createWorld()
          const [ann, ben] = [world.join('ann'), world.join('ben')]
          for (const [isAnn, each] of deeds) {
            const session = isAnn ? ann : ben
            if (each.do === 'apply') session.apply(each.operation)
            else if (each.do === 'undo') session.undo()
            else if (each.do === 'redo') session.redo()
            else if (each.do === 'line') world.line(each.line)
            else await world.settle()
          }
          world.line('up')
          ann.heard()
          ben.heard()
          await world.settle()
          ann.heard()
          ben.heard()
          await world.settle()
          expect(ann.view().unsaved).toBe(0)
          expect(ann.view().document).toEqual(world.document())
          expect(ben.view().document).toEqual(world.document())
        }),
        { numRuns: 150, seed: 2 },
      )
    },
    PROPERTY_LIMIT_MS,
  )
})

const someStep = fc.constantFrom(...orderJourney.steps.slice(1).map(({ id }) => id))
const word = fc.constantFrom('one', 'two', 'three')
const operation: fc.Arbitrary<Operation> = fc.oneof(
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
type Deed = { do: 'apply'; operation: Operation } | { do: 'undo' | 'redo' | 'settle' } | { do: 'line'; line: Line }
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('apply' as const), operation }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('undo' as const, 'redo' as const) }) },
  { weight: 2, arbitrary: fc.constant<Deed>({ do: 'settle' }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('line' as const),
      line: fc.constantFrom<Line[]>('up', 'down', 'answers lost'),
    }),
  },
)

function nameOf(document: FlowDocument) {
  return document.steps.find(({ id }) => id === stepId)?.name
}

function inputOf(document: FlowDocument, field: string) {
  const step = document.steps.find(({ id }) => id === stepId)
  return step?.kind === 'action' ? step.input[field] : undefined
}

function doneBy(state: DraftState, operations: readonly Operation[]): DraftState {
  return operations.reduce((current, each, index) => {
    const acted = act(current, each, index * 5000)
    return acted.ok ? acted.value : current
  }, state)
}

function change(revision: number, operation: Operation): RemoteChange {
  return { revision, author: { id: 'ben', name: 'Ben' }, at: new Date(0), operation }
}
