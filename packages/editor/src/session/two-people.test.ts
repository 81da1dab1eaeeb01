import type { Operation } from '@patchbay/flow/operations'
import { describe, expect, test } from 'vitest'
import { applied, createWorld, inputOf, orderJourney, rename, set, stepId } from './draft-world-fixture.ts'

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

  test('removing a container that a colleague put a step into is asked about once, and takes it along only then', async () => {
    const world = createWorld()
    const [ann, ben] = [world.join('ann'), world.join('ben')]
    const box = (id: string, parent?: string): Operation => {
      const step = { id, kind: 'parallel' as const, name: id, position: { x: 0, y: 900 } }
      return { kind: 'addStep', step: parent === undefined ? step : { ...step, parent } }
    }
    for (const operation of [box('outer'), box('inner', 'outer')]) ann.apply(operation)
    await world.settle()
    world.line('down', 'ben')
    ben.apply({ kind: 'removeSteps', stepIds: ['outer'], heal: true })
    ann.apply(box('hers', 'inner'))
    ann.apply(rename('Ann’s', 'outer'))
    await world.settle()
    world.line('up')
    ben.heard()
    await world.settle()
    expect(world.document().steps.map(({ id }) => id)).toEqual(expect.arrayContaining(['outer', 'inner', 'hers']))
    expect(ben.view().conflicts).toMatchObject([{ partId: 'outer', alsoIds: ['inner'], field: '' }])
    ben.resolve(ben.view().conflicts[0]?.id ?? '', 'mine')
    await world.settle()
    expect(world.document()).toEqual(orderJourney)
  })

  test('one cable led to two places: theirs stands, and the own end is held', async () => {
    const world = createWorld()
    const [ann, ben] = [world.join('ann'), world.join('ben')]
    const spare = (id: string): Operation => {
      return { kind: 'addStep', step: { id, kind: 'parallel', name: id, position: { x: 0, y: 900 } } }
    }
    for (const id of ['one', 'two', 'three']) ann.apply(spare(id))
    ann.apply({ kind: 'connect', edge: { id: 'cable', from: 'one', port: 'out', to: 'two' } })
    await world.settle()
    world.line('down', 'ben')
    ben.apply({ kind: 'reconnect', edgeId: 'cable', to: 'three' })
    ann.apply({ kind: 'reconnect', edgeId: 'cable', to: stepId })
    await world.settle()
    world.line('up')
    ben.heard()
    await world.settle()
    const cable = () => world.document().edges.find(({ id }) => id === 'cable')
    expect(cable()?.to).toBe(stepId)
    expect(ben.view().conflicts).toMatchObject([{ part: 'edge', partId: 'cable', field: 'end', mine: { to: 'three' } }])
    expect(ben.resolve(ben.view().conflicts[0]?.id ?? '', 'mine')).toBeNull()
    await world.settle()
    expect(cable()?.to).toBe('three')
  })

  test('of several things done at once, a contested field alone stays behind', async () => {
    const world = createWorld()
    const [ann, ben] = [world.join('ann'), world.join('ben')]
    world.line('down', 'ben')
    const step = { id: 'extra', kind: 'parallel' as const, name: 'Extra', position: { x: 0, y: 900 } }
    ben.apply({ kind: 'batch', operations: [{ kind: 'addStep', step }, set('reference', 'Ben’s')] })
    // It says of the one that it stays as it was.
    ben.apply({ kind: 'setFailureChoices', stepId, onUnknown: 'decide', onAuthFailure: null })
    ann.apply(set('reference', 'Ann’s'))
    ann.apply({ kind: 'setFailureChoices', stepId, onAuthFailure: 'fail' })
    await world.settle()
    world.line('up')
    ben.heard()
    await world.settle()
    expect(world.document().steps.at(-1)?.id).toBe('extra')
    expect(inputOf(world.document(), 'reference')).toEqual({ kind: 'constant', value: 'Ann’s' })
    const changed = world.document().steps.find(({ id }) => id === stepId)
    expect(changed).toMatchObject({ onUnknown: 'decide', onAuthFailure: 'fail' })
    expect(ben.view().conflicts).toHaveLength(1)
  })

  test('what was typed from an older value is asked about where a colleague changed the same part meanwhile', async () => {
    const world = createWorld()
    const [ann, ben] = [world.join('ann'), world.join('ben')]
    const branch = orderJourney.steps.find(({ kind }) => kind === 'branch')
    if (branch?.kind !== 'branch') throw new Error('the sample has no branch')
    const { id: at, otherwiseLabel, cases } = branch
    const [first, ...rest] = cases
    if (first === undefined) throw new Error('the branch has no way')
    const ways = (settings: { cases: typeof cases; otherwiseLabel: string }): Operation => {
      return { kind: 'setSettings', stepId: at, settings: { kind: 'branch', ...settings } }
    }
    const [label, otherwise] = [ann.begin(), ann.begin()]
    ann.apply(rename('Ann’s', at))
    ben.apply(ways({ cases: [...cases, { ...first, id: 'bens' }], otherwiseLabel }))
    ben.apply({ kind: 'connect', edge: { id: 'bens', from: at, port: 'bens', to: 'mailTracking' } })
    await world.settle()
    const before = world.document()
    const typed = ways({ cases: [{ ...first, label: 'Ann’s' }, ...rest], otherwiseLabel })
    expect(label.keep(() => ann.apply(typed))).toBeNull()
    label.drop()
    await world.settle()
    expect(world.document()).toEqual(before)
    expect(ann.view().conflicts).toMatchObject([{ partId: at, field: 'cases', author: { id: 'ben' } }])
    // Of the same form, a part that nobody else touched.
    expect(otherwise.keep(() => ann.apply(ways({ cases, otherwiseLabel: 'Else' })))).toBeNull()
    await world.settle()
    expect(ann.view().conflicts).toHaveLength(1)
    const settings = { kind: 'branch' as const, otherwiseLabel: 'Else' }
    expect(world.document()).toEqual(applied(before, [{ kind: 'setSettings', stepId: at, settings }]))
    expect(ann.view().document).toEqual(ben.view().document)
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

  test('of two steps of one id, undo takes back the own one, and only what names it is renamed', async () => {
    const world = createWorld()
    const [ann, ben] = [world.join('ann'), world.join('ben')]
    const add = (name: string): Operation => {
      return { kind: 'addStep', step: { id: 'made', kind: 'set', name, position: { x: 0, y: 900 }, fields: {} } }
    }
    const read: Operation = {
      kind: 'setInput',
      stepId,
      field: 'reference',
      mapping: {
        kind: 'valueMap',
        of: { kind: 'expression', source: '$uppercase(steps.made.v)' },
        entries: [{ when: 'made', to: 'made' }],
        otherwise: { kind: 'pass' },
      },
    }
    ann.apply(add('Ann’s'))
    ben.apply(add('Ben’s'))
    world.pass(2000)
    ben.apply(read)
    world.pass(2000)
    ben.apply(rename('Ben’s own', 'made'))
    ben.undo()
    await world.settle()
    expect(inputOf(world.document(), 'reference')).toMatchObject({
      of: { source: '$uppercase(steps.made2.v)' },
      entries: [{ when: 'made', to: 'made' }],
    })
    ben.redo()
    await world.settle()
    const names = () =>
      world.document().steps.flatMap(({ id, name }) => (id.startsWith('made') ? [`${id} ${name}`] : []))
    expect(names()).toEqual(['made Ann’s', 'made2 Ben’s own'])
    for (let count = 0; count < 3; count += 1) expect(ben.undo()).toBeNull()
    await world.settle()
    expect(names()).toEqual(['made Ann’s'])
    expect(ann.view().document).toEqual(ben.view().document)
  })
})
