import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Settings } from '../settings.ts'
import { type CheckResult, oneResult } from './check.ts'

const MAX_LINES = 300

/** No TypeScript source file, tests aside, is longer than a reader can hold. */
export async function checkFileLengths(settings: Settings): Promise<CheckResult> {
  const files = globSync(
    ['{apps,packages}/*/{src,scripts}/**/*.{ts,tsx}', 'connectors/*/{src,simulator}/**/*.{ts,tsx}', 'e2e/**/*.ts'],
    { cwd: settings.repositoryDir, exclude: ['**/node_modules/**', '**/generated/**', '**/.next/**'] },
  )
  const long = files
    .filter((file) => !/\.test\.tsx?$/.test(file))
    .map((file) => ({ file, lines: countLines(join(settings.repositoryDir, file)) }))
    .filter(({ lines }) => lines > MAX_LINES)
  const report = long.map(({ file, lines }) => `${file}: ${lines} lines, ${MAX_LINES} at most: split it`).join('\n')
  return oneResult(long.length === 0, report)
}

function countLines(file: string): number {
  return readFileSync(file, 'utf8').trimEnd().split('\n').length
}
