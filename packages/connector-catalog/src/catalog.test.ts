import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { catalogFiles } from './catalog-files.ts'
import { icons } from './icons.ts'
import { connectorIds, loadConnector } from './load-connector.ts'
import { manifests } from './manifest.ts'

describe('catalogue', () => {
  it('is current: what is committed is what the connectors say', { timeout: 30_000 }, async () => {
    for (const [path, text] of await catalogFiles())
      expect(await readFile(path, 'utf8'), `${path}: run node packages/connector-catalog/src/generate.ts`).toBe(text)
  })

  it('loads each connector by its id, and nothing else', async () => {
    expect(connectorIds).toEqual(Object.keys(manifests))
    for (const id of connectorIds) expect((await loadConnector(id))?.manifest).toEqual(manifests[id])
    expect(await loadConnector('nope')).toBeNull()
    expect(await loadConnector('toString')).toBeNull()
  })

  it('has a mark for each', () => {
    for (const id of connectorIds) expect(icons[id]).toMatch(/^<svg[\s\S]*<\/svg>$/)
  })
})
