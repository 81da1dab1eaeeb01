import { describe, expect, it } from 'vitest'
import type { Connector } from '../connector-value.ts'
import type { LookupOption, LookupPage } from '../definition.ts'
import type { FieldSpec, Json } from '../manifest.ts'
import { runLookup } from '../run-lookup.ts'
import type { Simulator } from '../simulator/simulator.ts'
import { createHarness, type Harness } from './harness.ts'
import type { ConformanceOptions } from './samples.ts'

/** Drop-downs that the vendor fills: reads by contract, paged to their end, searched, and waiting for what they depend on. */
export function describeLookups(connector: Connector, simulator: Simulator, options: ConformanceOptions): void {
  const names = Object.keys(connector.lookups)
  if (names.length === 0) return
  describe('lookups', () => {
    it('stand in a form beside the fields they depend on', () => {
      const used = formsOf(connector).flatMap((fields) => fieldsWithLookup(fields, []))
      expect([...new Set(used.map(({ lookup }) => lookup))].sort()).toEqual([...names].sort())
      for (const { lookup, beside } of used)
        for (const name of connector.manifest.lookups[lookup]?.dependsOn ?? [])
          expect(beside, `"${lookup}" depends on the field "${name}"`).toContain(name)
    })

    for (const name of names) {
      const manifest = connector.manifest.lookups[name]
      const sample = options.lookups?.[name] ?? {}
      const open = () => {
        const harness = createHarness(simulator, options)
        return { harness, params: sample.prepare?.(harness.host) ?? {} }
      }

      it(`${name} pages to its end, without doubles and without effects`, async () => {
        const { harness, params } = open()
        const before = harness.effects()
        const all = await readAll(connector, harness, { name, params, search: '' })
        expect(all.length).toBeGreaterThan(0)
        expect(new Set(all.map(({ value }) => value)).size).toBe(all.length)
        for (const { label } of all) expect(label.trim()).not.toBe('')
        expect(harness.problems).toEqual([])
        expect(harness.effects()).toBe(before)
      })

      if (manifest?.searches === true)
        it(`${name} finds what was typed`, async () => {
          const { harness, params } = open()
          const search = sample.search
          if (search === undefined) throw new Error(`give options.lookups.${name} a search that finds some of them`)
          const all = await readAll(connector, harness, { name, params, search: '' })
          const found = await readAll(connector, harness, { name, params, search })
          expect(found.length).toBeGreaterThan(0)
          expect(found.length).toBeLessThan(all.length)
          expect(await readAll(connector, harness, { name, params, search: 'nothing-is-called-this' })).toEqual([])
          expect(harness.problems).toEqual([])
        })

      if ((manifest?.dependsOn.length ?? 0) > 0)
        it(`${name} says what has to be chosen first`, async () => {
          const { harness } = open()
          await expect(runLookup(connector, name, { ...harness.context(), params: {} })).rejects.toMatchObject({
            code: 'invalid_input',
          })
          expect(harness.exchanges).toEqual([])
        })
    }
  })
}

type Asked = { name: string; params: Record<string, Json>; search: string }

async function readAll(connector: Connector, harness: Harness, asked: Asked): Promise<LookupOption[]> {
  const { name, params, search } = asked
  const seen: LookupOption[] = []
  let cursor: string | null = null
  do {
    const request = { ...harness.context(), params, search, ...(cursor === null ? {} : { cursor }) }
    const page: LookupPage = await runLookup(connector, name, request)
    seen.push(...page.options)
    cursor = page.cursor
  } while (cursor !== null && seen.length < 10_000)
  return seen
}

const formsOf = ({ manifest }: Connector): FieldSpec[][] =>
  [...Object.values(manifest.actions), ...Object.values(manifest.triggers)].map(({ fields }) => fields)

/** Fields of an object or of a list's rows see those around them too. */
function fieldsWithLookup(fields: FieldSpec[], around: string[]): { lookup: string; beside: string[] }[] {
  const beside = [...around, ...fields.map(({ name }) => name)]
  return fields.flatMap((field) => [
    ...(field.lookup === undefined ? [] : [{ lookup: field.lookup, beside }]),
    ...fieldsWithLookup(field.fields ?? [], beside),
  ])
}
