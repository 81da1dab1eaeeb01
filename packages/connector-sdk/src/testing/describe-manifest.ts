import { Ajv2019 } from 'ajv/dist/2019.js'
import { describe, expect, it } from 'vitest'
import type { Connector } from '../connector-value.ts'
import type { ActionSample } from './samples.ts'

/** The manifest is JSON that compiles, speaks in sentences and has a sample for each action. */
export function describeManifest(connector: Connector, options: { samples: Record<string, ActionSample> }): void {
  const { manifest } = connector
  describe('manifest', () => {
    it('is plain JSON', () => {
      expect(JSON.parse(JSON.stringify(manifest))).toEqual(manifest)
    })

    it('names, describes and gives a sample for every action', () => {
      expect(Object.keys(options.samples).sort()).toEqual(Object.keys(manifest.actions).sort())
      for (const part of [...Object.values(manifest.actions), ...Object.values(manifest.triggers)]) {
        expect(part.sentence.length).toBeGreaterThan(3)
        expect(part.description).toMatch(/\.$/)
      }
    })

    it('has schemas that compile and labels for all fields', () => {
      for (const action of Object.values(manifest.actions)) {
        const ajv = new Ajv2019({ strict: false, validateFormats: false })
        expect(() => [ajv.compile(action.input), ajv.compile(action.output)]).not.toThrow()
        for (const field of action.fields) expect(field.label.length).toBeGreaterThan(0)
      }
    })

    it('refuses old events where the vendor signs the time', () => {
      const signature = manifest.webhook?.signature
      if (signature?.kind !== 'hmac' || !signature.template.includes('{timestamp}')) return
      expect(signature.toleranceSeconds).toBeGreaterThan(0)
    })

    it('sends live credentials to its own hosts only', () => {
      if (manifest.baseUrl === null) return
      const host = manifest.baseUrl.replace(/^https:\/\//, '').replace(/\/.*$/, '')
      expect(manifest.baseUrl).toMatch(/^https:\/\//)
      expect(manifest.hosts).toContain(host)
    })
  })
}
