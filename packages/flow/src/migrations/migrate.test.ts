import { describe, expect, it } from 'vitest'
import { compile } from '../compile.ts'
import { planHash } from '../plan-hash.ts'
import { sampleConnections, sampleManifests } from '../samples/manifests.ts'
import { migrate } from './migrate.ts'
import version1 from './samples/version-1.json' with { type: 'json' }

describe('migrate', () => {
  it('reads a document saved by version 1, and what it compiles to has not changed', () => {
    const migrated = migrate(version1)
    if (!migrated.ok) throw new Error(JSON.stringify(migrated.error))
    const compiled = compile(migrated.value, { manifests: sampleManifests, connections: sampleConnections })
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.error))
    const { plan, hash } = compiled.value
    expect(hash).toBe('d8e9ef22149642f96d05943eee84c38976aacbac04b4f5391ab9718860c07941')
    // What engine versions 4 to 1 were given for it: new are the version, and that writes outside a frame are asked about.
    const before = { ...plan, control: plan.control.map(({ asksUndo: _new, ...node }) => node) }
    const fourth = planHash({ ...before, engineVersion: 4 })
    expect(fourth).toBe('6d3a5a925129302f4c679eacd8d40e6b9af8a64738d13adcf504454ac9b72462')
    const third = planHash({ ...before, engineVersion: 3 })
    expect(third).toBe('bba498e10b302adfad35af107e0962ee37fc102a5f83965bc4f59fd16f0e28a1')
    const second = planHash({ ...before, engineVersion: 2 })
    expect(second).toBe('1b066d4bd946c19f6d0644fbb3484831eb2065507c20773fca9dc06beaa42e74')
    const first = planHash({ ...before, engineVersion: 1 })
    expect(first).toBe('fd3cd59219225c0d928d223372dd23bae2ce8d52ea10f74654124549510b9871')
  })

  it.each([
    ['schema_not_a_flow', null],
    ['schema_not_a_flow', []],
    ['schema_version_missing', { steps: [] }],
    ['schema_version_missing', { ...version1, schemaVersion: 0.5 }],
    ['schema_version_newer', { ...version1, schemaVersion: 2 }],
    ['schema_invalid_type', { ...version1, steps: null }],
  ])('refuses with %s', (code, raw) => {
    expect(migrate(raw)).toMatchObject({ ok: false, error: [{ code }] })
  })
})
