import type { FlowDocument } from '@patchbay/flow/document'
import type { Operation } from '@patchbay/flow/operations'
import { describe, expect, test } from 'vitest'
import { createWorld, inputOf, nameOf, rename, set } from './draft-world-fixture.ts'
import { hasArrived } from './has-arrived.ts'

describe('an answer that was lost', () => {
  const mail: Operation = {
    kind: 'addStep',
    step: { id: 'extra', kind: 'parallel', name: 'Send it', position: { x: 0, y: 900 } },
  }
  const mails = (document: FlowDocument) => document.steps.filter(({ name }) => name === 'Send it').map(({ id }) => id)
  const lost = async () => {
    const world = createWorld()
    const ann = world.join('ann')
    world.line('answers lost')
    ann.apply(mail)
    await ann.flush()
    return { world, ann }
  }

  test('what arrived is not made again when the draft is heard of first', async () => {
    const { world, ann } = await lost()
    world.line('up')
    ann.heard()
    await world.settle()
    expect(mails(world.document())).toEqual(['extra'])
    expect(ann.view()).toMatchObject({ document: world.document(), conflicts: [], lost: [], unsaved: 0 })
  })

  test('nor when more was done and a colleague went on from it meanwhile', async () => {
    const { world, ann } = await lost()
    ann.apply(rename('More', 'extra'))
    ann.apply(set('reference', 'More'))
    const ben = world.join('ben')
    world.line('up', 'ben')
    ben.apply(rename('Ben’s'))
    ben.apply({ kind: 'setStepNote', stepId: 'extra', note: 'Ben’s' })
    await world.settle()
    world.line('up')
    ann.retry()
    await world.settle()
    expect(world.document().steps.filter(({ id }) => id.startsWith('extra'))).toMatchObject([
      { id: 'extra', name: 'More', note: 'Ben’s' },
    ])
    expect(nameOf(world.document())).toBe('Ben’s')
    expect(inputOf(world.document(), 'reference')).toEqual({ kind: 'constant', value: 'More' })
    expect(ann.view()).toMatchObject({ document: world.document(), conflicts: [], lost: [], unsaved: 0 })
  })

  test('nor when the tab was closed and its work is put back, however early that was kept', async () => {
    const world = createWorld()
    const ann = world.join('ann')
    ann.apply(mail)
    ann.keepNow()
    await world.rest()
    const [early] = world.kept()
    world.line('answers lost')
    await ann.flush()
    ann.apply(set('reference', 'Later'))
    ann.close()
    world.line('up')
    const ben = world.join('ben')
    ben.apply(rename('Ben’s'))
    await world.settle()
    expect([early, ...world.kept()].map((kept) => kept && hasArrived(kept, world.changes()))).toEqual([true, false])
    for (const kept of [early, ...world.kept()]) {
      const again = world.join('ann')
      if (kept !== undefined) await again.restore(kept)
      await world.settle()
      expect(again.view()).toMatchObject({ document: world.document(), conflicts: [], lost: [], unsaved: 0 })
    }
    expect(mails(world.document())).toEqual(['extra'])
    expect(inputOf(world.document(), 'reference')).toEqual({ kind: 'constant', value: 'Later' })
  })

  test('where nobody knows any more whether it arrived, it is told instead of made twice', async () => {
    const { world, ann } = await lost()
    ann.apply(set('reference', 'Later'))
    world.forgetChanges()
    world.line('up')
    ann.heard()
    await world.settle()
    expect(mails(world.document())).toEqual(['extra'])
    expect(ann.view().lost.map(({ words }) => words)).toEqual(['The new step “Send it”'])
    expect(inputOf(world.document(), 'reference')).toEqual({ kind: 'constant', value: 'Later' })
  })

  test('what this visit has not saved is saved before an earlier one’s work is put back', async () => {
    const world = createWorld()
    const before = world.join('ann')
    world.line('down')
    before.apply(set('reference', 'Before'))
    before.close()
    await world.settle()
    const [kept] = world.kept()
    if (kept === undefined) throw new Error('nothing was kept')
    const now = world.join('ann')
    now.apply(rename('Now'))
    expect(await now.restore(kept)).toBe(false)
    expect(nameOf(now.view().document)).toBe('Now')
    world.line('up')
    // While it asks what is new there is nothing to save, and something to wait for.
    now.heard()
    expect(await now.restore(kept)).toBe(true)
    await world.settle()
    expect(nameOf(world.document())).toBe('Now')
    expect(inputOf(world.document(), 'reference')).toEqual({ kind: 'constant', value: 'Before' })
  })
})
