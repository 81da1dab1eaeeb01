import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createConnector } from '@patchbay/connector-sdk/new'
import { z } from 'zod'
import type { Settings } from '../settings.ts'

/** Writes a new connector that passes conformance as it is, and links it into the workspace. Resolves with the exit code. */
export async function connectorNew(settings: Settings, name: string): Promise<number> {
  const folder = join('connectors', name)
  const files = await createConnector(name, join(settings.repositoryDir, folder))
  for (const file of files) process.stdout.write(`${join(folder, file)}\n`)
  process.stdout.write('Linking it into the workspace …\n')
  const code = await install(settings)
  if (code !== 0) return code
  process.stdout.write(`\nIt passes conformance as it is:  cd ${folder} && npx vitest run\n`)
  process.stdout.write('The guide for authors: docs/guides/connector-author.md\n')
  return 0
}

/** Not frozen: the lockfile gets the new package. */
function install(settings: Settings): Promise<number> {
  const manifest: unknown = JSON.parse(readFileSync(join(settings.repositoryDir, 'package.json'), 'utf8'))
  const { packageManager } = z.object({ packageManager: z.string() }).parse(manifest)
  const child = spawn('npx', ['--yes', packageManager, 'install', '--no-frozen-lockfile'], {
    cwd: settings.repositoryDir,
    env: settings.environment,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
