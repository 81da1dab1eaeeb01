import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { Settings } from '../settings.ts'
import type { CheckResult } from './check.ts'
import { LONG_LIMIT_MS, runTool } from './run-tool.ts'

const PlaywrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
})

/** The specs in a real browser. A flaky test is a failed one: it does not know what it proves. */
export async function checkPlaywright(settings: Settings): Promise<CheckResult> {
  const dir = mkdtempSync(join(tmpdir(), 'patchbay-playwright-'))
  try {
    const file = join(dir, 'report.json')
    const result = await runTool(settings, {
      program: process.execPath,
      args: ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'],
      cwd: 'e2e',
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
      timeoutMs: LONG_LIMIT_MS,
    })
    return countSpecs(result, file)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function countSpecs(result: { ok: boolean; output: string }, file: string): CheckResult {
  const parsed = PlaywrightReport.safeParse(readJson(file))
  if (!parsed.success) return { passed: 0, failed: 1, report: result.output }
  const { expected, unexpected, flaky } = parsed.data.stats
  const seen = unexpected + flaky
  const failed = seen === 0 && (!result.ok || expected === 0) ? 1 : seen
  return { passed: expected, failed, report: failed === 0 ? '' : result.output }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // Playwright ended before it could write one; its output says why.
    return null
  }
}
