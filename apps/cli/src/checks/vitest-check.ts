import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { Settings } from '../settings.ts'
import type { CheckResult } from './check.ts'
import { LONG_LIMIT_MS, runTool } from './run-tool.ts'

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
})

/** All tests of one project, "unit" or "integration", in one Vitest run. */
export async function checkVitest(settings: Settings, project: 'unit' | 'integration'): Promise<CheckResult> {
  const dir = mkdtempSync(join(tmpdir(), 'patchbay-vitest-'))
  try {
    const file = join(dir, 'report.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const result = await runTool(settings, {
      program: 'vitest',
      args: ['run', '--project', project, ...reporters],
      ...(project === 'integration' && { timeoutMs: LONG_LIMIT_MS }),
    })
    return countTests(result, readReport(file))
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** A file that fails outside any of its tests counts as one failure, and so does a run that proves nothing. */
export function countTests(
  result: { ok: boolean; output: string },
  report: z.infer<typeof VitestReport> | null,
): CheckResult {
  if (report === null) return { passed: 0, failed: 1, report: result.output }
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  ).length
  const passed = report.numPassedTests
  const seen = report.numFailedTests + brokenFiles
  const failed = seen === 0 && (!result.ok || passed === 0) ? 1 : seen
  return { passed, failed, report: failed === 0 ? '' : result.output }
}

function readReport(file: string): z.infer<typeof VitestReport> | null {
  try {
    return VitestReport.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    // Vitest ended before it could write one; its output says why.
    return null
  }
}
