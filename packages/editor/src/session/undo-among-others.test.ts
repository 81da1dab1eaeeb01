import { diff, type Operation } from '@patchbay/flow/operations'
import { describe, expect, test } from 'vitest'
import { applied, createWorld, inputOf, nameOf, orderJourney, rename, set, stepId } from './draft-world-fixture.ts'

describe('undo while others work in the draft', () => {
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

  test('undo and redo leave a field that a colleague changed since as it is, and say so', async () => {
    const world = createWorld()
    const [ann, ben] = [world.join('ann'), world.join('ben')]
    ann.apply(set('reference', 'Ann’s'))
    await world.settle()
    ben.apply(set('reference', 'Ben’s'))
    await world.settle()
    expect(ann.undo()).toMatchObject({ code: 'changed_since', stepId })
    await world.settle()
    expect(inputOf(world.document(), 'reference')).toEqual({ kind: 'constant', value: 'Ben’s' })
    ann.apply({ kind: 'batch', operations: [rename('Ann’s'), set('amount', 'Ann’s')] })
    await world.settle()
    expect(ann.undo()).toBeNull()
    await world.settle()
    ben.apply(rename('Ben’s'))
    await world.settle()
    // Of several things, those that are nobody else's are done.
    expect(ann.redo()).toMatchObject({ code: 'changed_since' })
    await world.settle()
    expect(nameOf(world.document())).toBe('Ben’s')
    expect(inputOf(world.document(), 'amount')).toEqual({ kind: 'constant', value: 'Ann’s' })
    expect(ann.undo()).toBeNull()
    expect(nameOf(ann.view().document)).toBe('Ben’s')
    expect(inputOf(ann.view().document, 'amount')).toEqual(inputOf(orderJourney, 'amount'))
  })

  test('what a colleague did in between is no part of one change, however quickly it went', async () => {
    const world = createWorld()
    const [ann, ben] = [world.join('ann'), world.join('ben')]
    for (const [who, value] of [[ann, 'Ann’s'] as const, [ben, 'Ben’s'] as const, [ann, 'Ann’s again'] as const]) {
      who.apply(set('reference', value))
      await world.settle()
    }
    expect(ann.undo()).toBeNull()
    await world.settle()
    expect(inputOf(world.document(), 'reference')).toEqual({ kind: 'constant', value: 'Ben’s' })
  })

  test('what was done elsewhere is taken back without what somebody changed since', async () => {
    const world = createWorld()
    const [ann, ben] = [world.join('ann'), world.join('ben')]
    const after = applied(orderJourney, [rename('Restored'), set('reference', 'Restored')])
    ann.apply(diff(orderJourney, after))
    await world.settle()
    ben.apply(set('reference', 'Ben’s'))
    await world.settle()
    expect(ann.revert(diff(after, orderJourney), after)).toMatchObject({ code: 'changed_since', stepId })
    await world.settle()
    expect(nameOf(world.document())).toBe(nameOf(orderJourney))
    expect(inputOf(world.document(), 'reference')).toEqual({ kind: 'constant', value: 'Ben’s' })
  })

  test('undo takes no step away, and no way of one, that a colleague has worked on since', async () => {
    const world = createWorld()
    const [ann, ben] = [world.join('ann'), world.join('ben')]
    const step = { id: 'loop', kind: 'parallel' as const, name: 'Ann’s', position: { x: 0, y: 900 } }
    ann.apply({ kind: 'addStep', step })
    await world.settle()
    ben.apply({ kind: 'addStep', step: { ...step, id: 'inside', name: 'Ben’s', parent: 'loop' } })
    await world.settle()
    expect(ann.undo()).toMatchObject({ code: 'changed_since', stepId: 'loop' })
    const branch = world.document().steps.find(({ kind }) => kind === 'branch')
    if (branch?.kind !== 'branch') throw new Error('the sample has no branch')
    const ways = (...cases: typeof branch.cases): Operation => {
      return { kind: 'setSettings', stepId: branch.id, settings: { kind: 'branch', cases } }
    }
    const [first] = branch.cases
    if (first === undefined) throw new Error('the branch has no way')
    ann.apply(ways(...branch.cases, { ...first, id: 'ann' }))
    await world.settle()
    ben.apply(ways(...branch.cases, { ...first, id: 'ann' }, { ...first, id: 'ben' }))
    ben.apply({ kind: 'connect', edge: { id: 'new', from: branch.id, port: 'ben', to: 'loop' } })
    await world.settle()
    const before = world.document()
    expect(ann.undo()).toMatchObject({ code: 'changed_since', stepId: branch.id })
    await world.settle()
    expect(world.document()).toEqual(before)
  })

  test('what was done and taken back before it was sent leaves a colleague’s work alone', async () => {
    const world = createWorld()
    const [ann, ben] = [world.join('ann'), world.join('ben')]
    world.line('down', 'ben')
    ben.apply(set('reference', 'Ben’s'))
    ben.undo()
    ben.apply({ kind: 'removeSteps', stepIds: ['mailTracking'], heal: true })
    ben.undo()
    ann.apply(set('reference', 'Ann’s'))
    ann.apply(rename('Ann’s', 'mailTracking'))
    await world.settle()
    const before = world.document()
    world.line('up')
    ben.heard()
    await world.settle()
    expect(world.document()).toEqual(before)
    expect(ben.view()).toMatchObject({ document: before, conflicts: [], lost: [] })
  })
})
