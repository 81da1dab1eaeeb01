import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { z } from 'zod'
import type { FlowDocument, Step } from './document.ts'
import { type documentSchema, parseDocument, type stepSchema } from './document-schema.ts'
import type { Condition, Mapping } from './mapping.ts'
import type { conditionKinds, mappingKinds } from './mapping-schema.ts'
import { orderJourney } from './samples/order-journey.ts'
import { arbitraryDocument } from './testing/arbitraries.ts'

/** `A & B` as one object type, member by member of a union: the same type, in the form that inference gives. */
type Flat<T> = T extends unknown ? { [K in keyof T]: T[K] } : never

describe('the schema of a document', () => {
  it('says the same as the types written by hand', () => {
    expectTypeOf<Flat<z.infer<typeof stepSchema>>>().toEqualTypeOf<Flat<Step>>()
    expectTypeOf<z.infer<typeof mappingKinds>>().toEqualTypeOf<Mapping>()
    expectTypeOf<z.infer<typeof conditionKinds>>().toEqualTypeOf<Condition>()
    expectTypeOf<Omit<z.infer<typeof documentSchema>, 'steps'>>().toEqualTypeOf<Omit<FlowDocument, 'steps'>>()
  })

  it('reads every document of the right shape and changes nothing', () => {
    expect(parseDocument(orderJourney)).toEqual({ ok: true, value: orderJourney })
    fc.assert(
      fc.property(arbitraryDocument, (document) => parseDocument(document).ok),
      { seed: 1 },
    )
  })

  it('points at the step and the field inside it', () => {
    const [trigger, capture] = orderJourney.steps
    const steps = [trigger, { ...capture, input: { to: { kind: 'reference', ref: { from: 'order' } } } }]
    expect(parseDocument({ ...orderJourney, steps })).toMatchObject({
      ok: false,
      error: [{ code: 'schema_invalid_type', stepId: 'capture', field: 'input.to.ref.path' }],
    })
  })

  it('refuses what it does not know instead of dropping it', () => {
    expect(parseDocument({ ...orderJourney, extra: 1 })).toMatchObject({
      ok: false,
      error: [{ code: 'schema_unrecognized_keys' }],
    })
  })

  it('answers anything at all with problems', () => {
    const ring: Record<string, unknown> = {}
    ring['again'] = { ring, other: ring }
    const deep = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`)
    for (const raw of [ring, deep]) expect(parseDocument(raw)).toMatchObject({ error: [{ code: 'schema_too_deep' }] })
    fc.assert(
      fc.property(fc.anything(), (raw) => !parseDocument(raw).ok),
      { seed: 2 },
    )
  })
})
