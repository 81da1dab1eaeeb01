import { ALL_CHECKS } from '../checks/all-checks.ts'
import type { Check, CheckResult } from '../checks/check.ts'
import { describeError } from '../describe-error.ts'
import { seconds } from '../seconds.ts'
import type { Settings } from '../settings.ts'

/**
 * Runs the checks named in `only` (all when left out), each shown with its time; what a failed one said follows it. The
 * last line is `N passed, N failed`. Resolves with the exit code.
 */
export async function test(settings: Settings, options: { only?: string }): Promise<number> {
  const checks = choose(options.only)
  let passed = 0
  let failed = 0
  for (const check of checks) {
    const startedAt = Date.now()
    const result = await runCheck(check, settings)
    passed += result.passed
    failed += result.failed
    show(check, result, Date.now() - startedAt)
  }
  process.stdout.write(`Took ${seconds(Date.now() - settings.startedAt)}\n`)
  process.stdout.write(`${passed} passed, ${failed} failed\n`)
  return failed === 0 ? 0 : 1
}

function choose(only: string | undefined): readonly Check[] {
  if (only === undefined) return ALL_CHECKS
  const names = only.split(',').map((name) => name.trim())
  const unknown = names.filter((name) => !ALL_CHECKS.some((check) => check.name === name))
  if (unknown.length > 0) {
    const known = ALL_CHECKS.map(({ name }) => name).join(', ')
    throw new Error(`There is no check named ${unknown.join(', ')}. These are: ${known}`)
  }
  return ALL_CHECKS.filter(({ name }) => names.includes(name))
}

/** A check that throws has failed, and the others still run. */
async function runCheck(check: Check, settings: Settings): Promise<CheckResult> {
  try {
    return await check.run(settings)
  } catch (error) {
    return { passed: 0, failed: 1, report: describeError(error) }
  }
}

function show(check: Check, result: CheckResult, tookMs: number): void {
  const mark = result.failed === 0 ? '✔' : '✖'
  const counts = result.failed === 0 ? `${result.passed} passed` : `${result.passed} passed, ${result.failed} FAILED`
  process.stdout.write(`${mark} ${check.title.padEnd(30)} ${seconds(tookMs).padStart(12)}  ${counts}\n`)
  if (result.failed > 0) process.stdout.write(`${result.report.trim()}\n\n`)
}
