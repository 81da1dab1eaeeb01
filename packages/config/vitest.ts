import { fileURLToPath } from 'node:url'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** Ends only what hangs: Node's fetch has no limit of its own here, and a machine may be slow. */
const INTEGRATION_LIMIT_MS = 120_000

// A path, not an import: this package depends on nothing of ours.
const GLOBAL_SETUP = fileURLToPath(new URL('../local-stack/src/testing/global-setup.ts', import.meta.url))
const NEVER = ['**/node_modules/**', '**/.next/**', '**/dist/**', '**/*.e2e.ts']

/**
 * The two kinds of tests, beside the source: `x.test.ts` (unit: pure, fast) and `x.int.test.ts` (integration: a real
 * PostgreSQL or Temporal by @patchbay/local-stack/testing). `vitest run --project unit` runs one kind.
 * `under` are the folders to look in, relative to the config's own.
 */
export function patchbayTests(under: readonly string[] = ['src']): ViteUserConfig {
  const files = (suffix: string) => under.map((folder) => `${folder}/**/*.${suffix}`)
  return defineConfig({
    test: {
      projects: [
        {
          test: {
            name: 'unit',
            include: files('test.{ts,tsx}'),
            exclude: [...NEVER, ...files('int.test.ts')],
          },
        },
        {
          test: {
            name: 'integration',
            include: files('int.test.ts'),
            exclude: NEVER,
            globalSetup: [GLOBAL_SETUP],
            testTimeout: INTEGRATION_LIMIT_MS,
            hookTimeout: INTEGRATION_LIMIT_MS,
          },
        },
      ],
      passWithNoTests: true,
      // Servers and tests share the machine's few processors.
      maxWorkers: 2,
    },
  })
}
