import type { Json } from '@patchbay/flow/json'
import type { Condition, Mapping } from '@patchbay/flow/mapping'
import type { MappingErrorCode } from '../errors.ts'
import type { Scope } from '../scope.ts'

/** One row of the table that Node and a browser must agree on. */
export type MappingCase = {
  name: string
  input: { mapping: Mapping; required?: boolean; list?: true } | { condition: Condition }
  /** Laid over the common scope. */
  scope?: Partial<Scope>
  expect:
    | { value: Json }
    | { absent: true }
    | { error: MappingErrorCode; source?: string; says?: string; valueTypes?: Record<string, string> }
    | { holds: boolean; because?: string }
}

export const COMMON_SCOPE: Scope = {
  steps: {
    order: {
      id: 1001,
      name: '#1001',
      financial_status: 'paid',
      currency: 'EUR',
      total: '119.00',
      note: null,
      paid: true,
      tags: ['vip', 'gift'],
      created_at: '2026-03-28T23:30:00Z',
      customer: { first_name: 'Ada', last_name: 'Lovelace', email: 'ada@example.com' },
      shipping_address: { city: 'Berlin', zip: '01067' },
      lines: [
        { sku: 'MUG-1', qty: 2, price: '19.90' },
        { sku: 'TEE-7', qty: 1, price: '79.20' },
        { sku: 'GIFT', qty: 0, price: '0.00' },
      ],
      long: `${'a'.repeat(40)}!`,
    },
  },
  stepNames: { order: 'Order paid', label: 'Buy the label' },
  run: { id: 'run_1', now: '2026-11-21T10:00:00Z', random: 0.25, startedAt: '2026-11-21T09:59:58Z' },
  workspace: { timeZone: 'Europe/Berlin', currency: 'EUR' },
}

/** A reference as people write it: `order.lines.0.sku`. */
export function ref(path: string): Mapping & { kind: 'reference' } {
  const [from = '', ...rest] = path.split('.')
  return { kind: 'reference', ref: { from, path: rest.map((part) => (/^\d+$/.test(part) ? Number(part) : part)) } }
}

export function fixed(value: Json): Mapping {
  return { kind: 'constant', value }
}

export function expression(source: string): Mapping & { kind: 'expression' } {
  return { kind: 'expression', source }
}
