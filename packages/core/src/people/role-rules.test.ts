import { expect, test } from 'vitest'
import { rolesToGive, rolesToInvite, whyNot } from './role-rules.ts'

test('the last owner stays one, whoever asks', () => {
  for (const to of ['admin', 'viewer', null] as const) {
    expect(whyNot({ by: 'owner', from: 'owner', to, owners: 1 })).toMatch(/needs an owner/)
    expect(whyNot({ by: 'owner', from: 'owner', to, owners: 2 })).toBeNull()
  }
})

test('an admin neither touches owners nor makes any, and does the rest', () => {
  expect(whyNot({ by: 'admin', from: 'owner', to: 'admin', owners: 2 })).toMatch(/Only an owner/)
  expect(whyNot({ by: 'admin', from: 'owner', to: null, owners: 2 })).toMatch(/Only an owner/)
  expect(whyNot({ by: 'admin', from: 'viewer', to: 'owner', owners: 1 })).toMatch(/Only an owner/)
  expect(whyNot({ by: 'admin', from: 'admin', to: 'viewer', owners: 1 })).toBeNull()
  expect(rolesToGive('admin', 'editor', 1)).toEqual(['admin', 'editor', 'operator', 'viewer'])
  expect(rolesToGive('admin', 'owner', 2)).toEqual(['owner'])
  expect(rolesToGive('owner', 'owner', 1)).toEqual(['owner'])
  expect(rolesToInvite('admin')).not.toContain('owner')
})
