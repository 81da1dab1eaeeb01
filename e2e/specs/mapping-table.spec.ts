import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MAPPING_CASES } from '@patchbay/mapping/cases'
import { expect, test } from '@playwright/test'
import { build, preview } from 'vite'

/** The same evaluator in a browser as in Node, whose unit tests run the same table. */

const PAGE = fileURLToPath(new URL('../fixtures/mapping-page.ts', import.meta.url))

test('every row of the table of mappings gives in Chromium what it gives in Node', async ({ page }) => {
  const root = mkdtempSync(join(tmpdir(), 'patchbay-mappings-'))
  try {
    writeFileSync(join(root, 'index.html'), `<!doctype html><script type="module" src="/@fs${PAGE}"></script>`)
    const quiet = { root, configFile: false, logLevel: 'error' } as const
    await build({
      ...quiet,
      // The entry lies outside the folder that is served.
      plugins: [{ name: 'entry', resolveId: (id) => (id === `/@fs${PAGE}` ? PAGE : null) }],
      worker: { format: 'es' },
    })
    const server = await preview({ ...quiet, preview: { host: '127.0.0.1', port: 0 } })
    try {
      await page.goto(server.resolvedUrls?.local[0] ?? '')
      const outcomes = await page.evaluate(() => window.mappingOutcomes)
      expect(outcomes?.filter((outcome) => !outcome.passed)).toEqual([])
      expect(outcomes?.map((outcome) => outcome.name)).toEqual(MAPPING_CASES.map((row) => row.name))
    } finally {
      await server.close()
    }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})
