import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../canonical-json.ts'
import { compile } from '../compile.ts'
import type { FlowDocument } from '../document.ts'
import { parseDocument } from '../document-schema.ts'
import { sampleConnections, sampleManifests } from '../samples/manifests.ts'
import { orderJourney } from '../samples/order-journey.ts'
import { structureProblems } from '../structure.ts'
import { arbitraryDocument, arbitraryOperation } from '../testing/arbitraries.ts'
import { validate } from '../validate.ts'
import { apply, diff, invert, type Operation } from './operation.ts'
import { operators } from './operators.ts'
import { parseOperation } from './parse-operation.ts'
import { renameIds, renameIdsIn } from './rename-ids.ts'

const options = { manifests: sampleManifests, connections: sampleConnections }

describe('a random sequence of operations', () => {
  it('is undone one by one and all together, and never breaks how steps hang together', () => {
    let applied = 0
    const kinds = new Set<string>()
    fc.assert(
      fc.property(fc.array(arbitraryOperation, { minLength: 4, maxLength: 12 }), (operations) => {
        let document = orderJourney
        for (const operation of operations) {
          const before = canonicalJson(document)
          const next = apply(document, operation)
          expect(canonicalJson(document)).toBe(before)
          const undo = invert(document, operation)
          if (!next.ok) {
            expect(next.error.code).toMatch(/^[a-z_]+$/)
            expect(undo).toEqual({ kind: 'batch', operations: [] })
            continue
          }
          applied += 1
          kinds.add(operation.kind)
          expect(canonicalJson(mustApply(next.value, undo))).toBe(before)
          expect(parseOperation(toJson(undo))).toMatchObject({ ok: true })
          expect(parseDocument(next.value).ok).toBe(true)
          expect(structureProblems(next.value)).toEqual([])
          document = next.value
        }
        expect(canonicalJson(mustApply(document, diff(document, orderJourney)))).toBe(canonicalJson(orderJourney))
      }),
      { numRuns: 120, seed: 1 },
    )
    expect(applied).toBeGreaterThan(150)
    expect([...kinds, 'patch'].sort()).toEqual([...Object.keys(operators), 'batch'].sort())
  }, 60_000)

  it('does the same under new ids, in mappings and expressions too', () => {
    const steps = new Map(['label', 'lines', 'stock'].map((id) => [id, `${id}New`]))
    const notes = new Map(orderJourney.notes.map(({ id }) => [id, `${id}New`]))
    const edges = new Map(orderJourney.edges.map(({ id }) => [id, `${id}New`]))
    fc.assert(
      fc.property(arbitraryOperation, (operation) => {
        // These make ids of their own from those of the cables.
        const makesIds = operation.kind === 'duplicateSteps' || operation.kind === 'removeSteps'
        const ids = { steps, notes, edges: makesIds ? new Map() : edges }
        const applied = apply(orderJourney, operation)
        const renamed = apply(renameIdsIn(orderJourney, ids), renameIds(operation, ids))
        expect(renamed.ok).toBe(applied.ok)
        if (applied.ok && renamed.ok) expect(renamed.value).toEqual(renameIdsIn(applied.value, ids))
      }),
      { numRuns: 500, seed: 4 },
    )
  })

  it('leaves a document that compiles or says why not', () => {
    fc.assert(
      fc.property(fc.array(arbitraryOperation, { maxLength: 6 }), (operations) => {
        const document = operations.reduce((current: FlowDocument, operation) => {
          const next = apply(current, operation)
          return next.ok ? next.value : current
        }, orderJourney)
        const errors = validate(document, options).filter(({ severity }) => severity === 'error')
        expect(compile(document, options).ok).toBe(errors.length === 0)
      }),
      { numRuns: 200, seed: 2 },
    )
  })

  it('on a document with faults still applies, refuses or is undone, and a difference leads anywhere', () => {
    fc.assert(
      fc.property(arbitraryDocument, arbitraryDocument, arbitraryOperation, (document, other, operation) => {
        apply(document, operation)
        expect(parseOperation(toJson(invert(document, operation))).ok).toBe(true)
        const same = ({ steps, edges }: FlowDocument) => new Set([...steps, ...edges].map(({ id }) => id)).size
        const isUnique = [document, other].every((one) => same(one) === one.steps.length + one.edges.length)
        const dangling = structureProblems(other).some(
          ({ code }) => code === 'edge_end_unknown' || code === 'parent_unknown',
        )
        if (!isUnique || dangling) return
        expect(canonicalJson(mustApply(document, diff(document, other)))).toBe(canonicalJson(other))
      }),
      { numRuns: 400, seed: 3 },
    )
  })
})

describe('apply', () => {
  it('removes a step and heals the cable, or cuts it', () => {
    const healed = mustApply(orderJourney, { kind: 'removeSteps', stepIds: ['label'], heal: true })
    expect(healed.edges).toContainEqual({ id: 'e6', from: 'lines', port: 'out', to: 'tell' })
    expect(healed.edges).toHaveLength(orderJourney.edges.length - 1)
    const cut = mustApply(orderJourney, { kind: 'removeSteps', stepIds: ['label'], heal: false })
    expect(cut.edges).toHaveLength(orderJourney.edges.length - 2)
  })

  it('removes a container with its content, and heals over several steps in a row', () => {
    const after = mustApply(orderJourney, { kind: 'removeSteps', stepIds: ['lines', 'label', 'tell'], heal: true })
    expect(after.steps.map(({ id }) => id)).not.toContain('take')
    expect(after.edges).toContainEqual({ id: 'e5', from: 'stock', port: 'inStock', to: 'summary' })
  })

  it('copies a container with its content and turns the mappings among the copies', () => {
    const after = mustApply(orderJourney, {
      kind: 'duplicateSteps',
      copies: [{ stepId: 'lines', newId: 'again' }],
      offset: { x: 40, y: 40 },
    })
    const copy = after.steps.find(({ parent }) => parent === 'again')
    expect(copy).toMatchObject({
      id: 'take2',
      input: {
        sku: { kind: 'reference', ref: { from: 'again', path: ['item', 'sku'] } },
        change: { kind: 'expression', source: '-1 * steps.again.item.quantity' },
      },
    })
  })

  it('leaves no half of an emoji where it cuts the name of a copy', () => {
    const named = {
      ...orderJourney,
      steps: orderJourney.steps.map((step) => ({ ...step, name: `${step.id}${'😀'.repeat(99)}` })),
    }
    const after = mustApply(named, {
      kind: 'duplicateSteps',
      copies: [{ stepId: 'stock', newId: 'again' }],
      offset: { x: 40, y: 40 },
    })
    const name = after.steps.find(({ id }) => id === 'again')?.name ?? ''
    expect([name.endsWith('(copy)'), name.isWellFormed()]).toEqual([true, true])
  })

  it('drops the cables of a way that a branch loses, and undo brings them back', () => {
    const operation: Operation = {
      kind: 'setSettings',
      stepId: 'stock',
      settings: { kind: 'branch', cases: [] },
    }
    const after = mustApply(orderJourney, operation)
    expect(after.edges.map(({ id }) => id)).not.toContain('e5')
    expect(mustApply(after, invert(orderJourney, operation))).toEqual(orderJourney)
  })

  it('undoes a change without taking back what a colleague has changed beside it', () => {
    const mine: Operation = { kind: 'setSettings', stepId: 'lines', settings: { kind: 'loop', concurrency: 8 } }
    const undo = invert(orderJourney, mine)
    const both = mustApply(mustApply(orderJourney, mine), { kind: 'renameStep', stepId: 'lines', name: 'Per line' })
    const undone = mustApply(both, undo).steps.find(({ id }) => id === 'lines')
    expect(undone).toMatchObject({ name: 'Per line', concurrency: 4 })
  })

  it('undoes the adding of a step to which a colleague has drawn a cable, cable and all', () => {
    const add: Operation = {
      kind: 'addStep',
      step: { id: 'fan', kind: 'parallel', name: 'Do both', position: { x: 0, y: 0 } },
    }
    const undo = invert(orderJourney, add)
    const edge = { id: 'x1', from: 'summary', port: 'out', to: 'fan' }
    const both = mustApply(mustApply(orderJourney, add), { kind: 'connect', edge })
    expect(mustApply(both, undo)).toEqual(orderJourney)
  })

  const position = { x: 0, y: 0 }
  it.each<[string, Operation]>([
    ['step_unknown', { kind: 'renameStep', stepId: 'gone', name: 'x' }],
    ['step_unknown', { kind: 'moveSteps', moves: [{ stepId: 'gone', position }] }],
    ['step_kind', { kind: 'setInput', stepId: 'lines', field: 'to', mapping: null }],
    ['step_kind', { kind: 'setSettings', stepId: 'lines', settings: { kind: 'branch' } }],
    ['step_id_duplicate', { kind: 'addStep', step: { id: 'order', kind: 'parallel', name: 'x', position } }],
    ['step_id_reserved', { kind: 'addStep', step: { id: 'item', kind: 'parallel', name: 'x', position } }],
    ['step_id_invalid', { kind: 'addStep', step: { id: 'A b', kind: 'parallel', name: 'x', position } }],
    ['parent_not_container', { kind: 'setParent', stepId: 'label', parent: 'stock' }],
    ['parent_ring', { kind: 'setParent', stepId: 'lines', parent: 'lines' }],
    ['trigger_in_container', { kind: 'setParent', stepId: 'order', parent: 'tell' }],
    ['edge_unknown', { kind: 'disconnect', edgeIds: ['gone'] }],
    ['edge_end_unknown', { kind: 'connect', edge: { id: 'x', from: 'order', port: 'out', to: 'gone' } }],
    ['edge_into_trigger', { kind: 'connect', edge: { id: 'x', from: 'summary', port: 'out', to: 'order' } }],
    ['edge_crosses_container', { kind: 'connect', edge: { id: 'x', from: 'order', port: 'out', to: 'take' } }],
    ['edge_duplicate', { kind: 'connect', edge: { id: 'x', from: 'order', port: 'out', to: 'capture' } }],
    ['edge_id_duplicate', { kind: 'connect', edge: { id: 'e1', from: 'order', port: 'out', to: 'stock' } }],
    ['port_unknown', { kind: 'connect', edge: { id: 'x', from: 'unpaid', port: 'out', to: 'summary' } }],
    ['cycle', { kind: 'connect', edge: { id: 'x', from: 'summary', port: 'out', to: 'stock' } }],
    ['trigger_duplicate', { kind: 'duplicateSteps', copies: [{ stepId: 'order', newId: 's1' }], offset: position }],
    ['note_unknown', { kind: 'removeNote', noteId: 'gone' }],
  ])('refuses with %s', (code, operation) => {
    const applied = apply(orderJourney, operation)
    expect(applied).toMatchObject({ ok: false, error: { code, severity: 'error' } })
  })
})

function mustApply(document: FlowDocument, operation: Operation): FlowDocument {
  const applied = apply(document, operation)
  if (!applied.ok) throw new Error(`${operation.kind}: ${applied.error.message}`)
  return applied.value
}

/** What goes over the network. */
function toJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}
