import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Settings } from '../settings.ts'

/** Runs a program of the e2e room (`e2e/<name>/main.ts`) with the arguments as they are. Resolves with its exit code. */
export async function runE2eProgram(settings: Settings, name: string, args: readonly string[]): Promise<number> {
  const program = join(settings.repositoryDir, 'e2e', name, 'main.ts')
  if (!existsSync(program)) throw new Error(`${program} does not exist`)
  const child = spawn(process.execPath, [program, ...args], {
    cwd: join(settings.repositoryDir, 'e2e'),
    env: settings.environment,
    stdio: 'inherit',
  })
  // Ctrl-C reaches the child by the terminal; a polite kill of this process must reach it too.
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGINT', () => undefined)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
