import { globSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Settings } from '../settings.ts'
import { type CheckResult, oneResult } from './check.ts'
import { runTool } from './run-tool.ts'

const AT_ONCE = 2

/** Every workspace package by its own tsconfig.json, two at a time. */
export async function checkTypes(settings: Settings): Promise<CheckResult> {
  const folders = globSync(['{apps,packages,connectors}/*/tsconfig.json', 'e2e/tsconfig.json'], {
    cwd: settings.repositoryDir,
  }).map(dirname)
  const waiting = folders.sort()
  const reports: string[] = []
  async function work(): Promise<void> {
    for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
      const result = await runTool(settings, { program: 'tsc', args: ['-p', 'tsconfig.json', '--noEmit'], cwd: folder })
      if (!result.ok) reports.push(`${folder}:\n${result.output}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return oneResult(reports.length === 0, reports.join('\n'))
}
