import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConnector } from './create-connector.ts'

const run = promisify(execFile)
const sdk = fileURLToPath(new URL('../..', import.meta.url))
const repo = fileURLToPath(new URL('../../../..', import.meta.url))

describe('connector new', () => {
  let dir = ''
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'patchbay-connector-'))
    await createConnector('my-shop', join(dir, 'my-shop'))
    await linkDependencies(join(dir, 'my-shop'))
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))

  it('writes a package of its own name', async () => {
    const made = join(dir, 'my-shop')
    expect(JSON.parse(await readFile(join(made, 'package.json'), 'utf8'))).toMatchObject({
      name: '@patchbay/connector-my-shop',
      exports: { '.': './src/my-shop.ts', './simulator': './simulator/my-shop-simulator.ts' },
    })
    const source = await readFile(join(made, 'src/my-shop.ts'), 'utf8')
    expect(source).toContain("id: 'my-shop'")
    expect(source).toContain('export const myShop =')
    expect(source).not.toMatch(/acme/i)
  })

  it('type-checks and passes conformance untouched', { timeout: 120_000 }, async () => {
    const made = join(dir, 'my-shop')
    await run(process.execPath, [join(repo, 'node_modules/typescript/bin/tsc'), '-p', made], { cwd: made })
    const vitest = join(sdk, 'node_modules/vitest/vitest.mjs')
    const told = ['--reporter', 'json', '--outputFile', join(made, 'report.json')]
    await run(process.execPath, [vitest, 'run', '--project', 'unit', ...told], { cwd: made })
    const report: unknown = JSON.parse(await readFile(join(made, 'report.json'), 'utf8'))
    expect(report).toMatchObject({ success: true, numFailedTests: 0 })
    expect(Reflect.get(Object(report), 'numPassedTests')).toBeGreaterThan(30)
  })

  it('refuses a name that is none, and a folder that is in use', async () => {
    await expect(createConnector('My Shop', join(dir, 'other'))).rejects.toThrow(/cannot name a connector/)
    await expect(createConnector('my-shop', join(dir, 'my-shop'))).rejects.toThrow(/not empty/)
  })
})

/** What `pnpm install` would link. */
async function linkDependencies(made: string): Promise<void> {
  const modules = join(made, 'node_modules')
  await mkdir(join(modules, '@patchbay'), { recursive: true })
  await mkdir(join(modules, '@types'), { recursive: true })
  await symlink(sdk, join(modules, '@patchbay/connector-sdk'))
  await symlink(join(repo, 'packages/config'), join(modules, '@patchbay/config'))
  await symlink(join(sdk, 'node_modules/@types/node'), join(modules, '@types/node'))
  for (const name of ['zod', 'vitest']) await symlink(join(sdk, 'node_modules', name), join(modules, name))
}
