import { buildWebApp, buildWorkflows } from '@patchbay/local-stack/builds'
import { ensureTemporalBinaries } from '@patchbay/local-stack/temporal'
import type { Settings } from '../settings.ts'
import { checkBoundaries, checkBoundaryRules } from './boundaries-check.ts'
import { type Check, type CheckResult, oneResult } from './check.ts'
import { checkFileLengths } from './file-lengths-check.ts'
import { checkPageSizes } from './page-sizes-check.ts'
import { checkPlaywright } from './playwright-check.ts'
import { runTool, type Tool } from './run-tool.ts'
import { checkTypes } from './types-check.ts'
import { checkVitest } from './vitest-check.ts'

/** In the order they run: the quick ones first, so that a slip is known in seconds. */
export const ALL_CHECKS: readonly Check[] = [
  { name: 'lint', title: 'Format and lint', run: tool({ program: 'biome', args: ['ci', '--colors=off', '.'] }) },
  { name: 'types', title: 'Types', run: checkTypes },
  { name: 'boundaries', title: 'Import arrows and cycles', run: checkBoundaries },
  { name: 'boundary-rules', title: 'Planted breaches are found', run: checkBoundaryRules },
  { name: 'unused', title: 'Unused files and exports', run: tool({ program: 'knip', args: ['--no-progress'] }) },
  { name: 'lengths', title: 'File lengths', run: checkFileLengths },
  { name: 'unit', title: 'Unit tests', run: (settings) => checkVitest(settings, 'unit') },
  { name: 'temporal', title: 'Temporal binaries', run: checkTemporalBinaries },
  {
    name: 'integration',
    title: 'Integration tests and replay',
    run: (settings) => checkVitest(settings, 'integration'),
  },
  { name: 'build', title: 'Build', run: checkBuilds },
  { name: 'sizes', title: 'Bundle sizes', run: checkSizes },
  { name: 'e2e', title: 'End to end in a browser', run: checkPlaywright },
  {
    name: 'counts',
    title: 'What a run costs, counted',
    run: tool({ program: process.execPath, args: ['bench/main.ts', 'counts'], cwd: 'e2e' }),
  },
  {
    name: 'kill-points',
    // The other scenes are played eight at a time and meet one another's kills: `npm run chaos -- --kill-points` has all.
    title: 'Killed at each named point of an order',
    run: tool({
      program: process.execPath,
      args: ['chaos/main.ts', '--kill-points', '--scenes', 'order'],
      cwd: 'e2e',
    }),
  },
  {
    name: 'chaos',
    title: 'Chaos, 100 events',
    run: tool({ program: process.execPath, args: ['chaos/main.ts', '--events', '100', '--seed', '1'], cwd: 'e2e' }),
  },
]

function tool(call: Tool): (settings: Settings) => Promise<CheckResult> {
  return async (settings) => {
    const { ok, output } = await runTool(settings, call)
    return oneResult(ok, output)
  }
}

async function checkSizes(settings: Settings): Promise<CheckResult> {
  const bundles = await tool({ program: 'size-limit', args: [] })(settings)
  const pages = checkPageSizes(settings)
  const report = [bundles.report, pages.report].filter((part) => part !== '').join('\n')
  return { passed: bundles.passed + pages.passed, failed: bundles.failed + pages.failed, report }
}

async function checkTemporalBinaries(settings: Settings): Promise<CheckResult> {
  await ensureTemporalBinaries({ cacheDir: settings.cacheDir, env: settings.environment })
  return oneResult(true, '')
}

async function checkBuilds(settings: Settings): Promise<CheckResult> {
  const { repositoryDir, environment } = settings
  await buildWorkflows({ repositoryDir, environment })
  await buildWebApp({ repositoryDir, environment })
  return oneResult(true, '')
}
