import type { Settings } from '../settings.ts'

/** How a check ended. Counts are tests, or one for a check that has no parts. */
export type CheckResult = {
  passed: number
  failed: number
  /** Shown when something failed. */
  report: string
}

export type Check = {
  /** For `--only`. */
  name: string
  title: string
  run: (settings: Settings) => Promise<CheckResult>
}

/** The result of a check that is one thing: it holds, or `report` says what does not. */
export function oneResult(holds: boolean, report: string): CheckResult {
  return { passed: holds ? 1 : 0, failed: holds ? 0 : 1, report: holds ? '' : report }
}
