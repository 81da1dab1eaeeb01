import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import type { Step } from '@patchbay/flow/document'
import { apply } from '@patchbay/flow/operations'
import { describe, expect, it } from 'vitest'
import { sampleFlow } from '../sample-flow.ts'
import { effectWords } from './effect-words.ts'
import { connectErrorPath, errorPath, errorTargets } from './error-path.ts'
import { foldFields, pairFields } from './fold-fields.ts'
import { tabOfField } from './tab-of-field.ts'
import { tabsOf } from './tabs-of.ts'
import { clampWidth, readWidths, widthFor } from './widths.ts'

const field = (name: string, parts: Partial<FieldSpec> = {}): FieldSpec => ({
  name,
  label: name,
  type: 'text',
  required: false,
  ...parts,
})

describe('the width of the panel', () => {
  it('is drawn per tab, remembered per tab, and never takes all of the canvas', () => {
    expect([widthFor('setup', {}, 1440), widthFor('retry', {}, 1440), widthFor('test', {}, 1440)]).toEqual([
      404, 508, 724,
    ])
    expect(widthFor('retry', { retry: 600, setup: 350 }, 1440)).toBe(600)
    expect(widthFor('test', {}, 1100)).toBe(360)
    expect(clampWidth(5000, 1440)).toBe(936)
    expect(clampWidth(10, 1440)).toBe(320)
  })
  it('forgets what it cannot read', () => {
    expect(readWidths('{"retry":600,"setup":"wide","else":1}')).toEqual({ retry: 600 })
    expect([readWidths('nonsense'), readWidths(null), readWidths('[]')]).toEqual([{}, {}, {}])
  })
})

describe('the fields of a form', () => {
  it('are folded when rare, or optional at the end of a long form, unless they are filled in', () => {
    const long = Array.from({ length: 12 }, (_, index) => field(`f${index}`, { required: index === 11 }))
    const { shown, folded } = foldFields(long, ({ name }) => name === 'f9')
    expect(shown.map(({ name }) => name)).toEqual(['f0', 'f1', 'f2', 'f3', 'f4', 'f5', 'f6', 'f9', 'f11'])
    expect(folded.map(({ name }) => name)).toEqual(['f7', 'f8', 'f10'])
    expect(foldFields([field('a'), field('b', { rare: true })], () => false).folded).toHaveLength(1)
  })
  it('stand two in a row where both are short', () => {
    const isShort = ({ name }: FieldSpec) => name.startsWith('s')
    const rows = pairFields([field('s1'), field('s2'), field('s3'), field('long'), field('s4')], isShort)
    expect(rows.map((row) => row.map(({ name }) => name))).toEqual([['s1', 's2'], ['s3'], ['long'], ['s4']])
  })
})

describe('an error path', () => {
  it('can go only where a cable breaks nothing', () => {
    const document = sampleFlow()
    const names = errorTargets(document, 'stock').map(({ id }) => id)
    expect(names).toContain('tell')
    expect(names).not.toContain('start')
    expect(names).not.toContain('capture')
    expect(names).not.toContain('a')
    for (const to of names) {
      const applied = apply(document, connectErrorPath(document, 'stock', to))
      expect(applied.ok && errorPath(applied.value, 'stock').map((edge) => edge.to)).toEqual([to])
    }
  })
})

it('shows a problem on the tab that has the field', () => {
  expect(['input.to.city', 'policy.maxAttempts', 'onUnknown', 'note', 'cases.0.condition'].map(tabOfField)).toEqual([
    'setup',
    'retry',
    'retry',
    'notes',
    'setup',
  ])
  const tabs = (kind: Step['kind']) => {
    const step = sampleFlow().steps.find((one) => one.kind === kind)
    return step === undefined ? [] : tabsOf(step)
  }
  expect(tabs('trigger')).toEqual(['setup', 'test', 'notes'])
  expect(tabs('action')).toEqual(['setup', 'test', 'retry', 'notes'])
})

it('says what a step does outside in the connector’s words', () => {
  const write = { effect: 'create' } as const
  const key = { kind: 'key', keyTtlMs: 86_400_000, carrier: 'header Idempotency-Key' } as const
  expect(effectWords({ ...write, idempotency: key }, 'Stripe').rest).toBe(
    'Each try carries the same key (header Idempotency-Key), by which Stripe knows a repeat for 24 h.',
  )
  expect(effectWords({ ...write, idempotency: { kind: 'none', why: 'It takes no key.' } }, 'X').kind).toBe('unsafe')
  expect(effectWords({ effect: 'read', idempotency: key }, 'Stripe').lead).toBe('Only reads.')
})
