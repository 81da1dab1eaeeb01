import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Build, buildIfChanged } from './build-if-changed.ts'

let repository = ''
let builds = 0

beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'patchbay-build-'))
  builds = 0
  write('pnpm-lock.yaml', 'lock')
  write('apps/web/package.json', '{"name":"web","dependencies":{"ui":"workspace:*"}}')
  write('apps/web/src/page.ts', '1')
  write('packages/ui/package.json', '{"name":"ui"}')
  write('packages/ui/src/button.ts', '1')
  write('packages/other/package.json', '{"name":"other"}')
})

afterEach(() => rmSync(repository, { recursive: true, force: true }))

function write(path: string, content: string): void {
  mkdirSync(dirname(join(repository, path)), { recursive: true })
  writeFileSync(join(repository, path), content)
}

function build(): Promise<string> {
  const options: Build = {
    repositoryDir: repository,
    packageDir: 'apps/web',
    output: join(repository, 'apps/web/.next/BUILD_ID'),
    stampFile: join(repository, 'apps/web/.next/hash'),
    run: async () => {
      builds += 1
      write('apps/web/.next/BUILD_ID', String(builds))
    },
  }
  return buildIfChanged(options)
}

test('a second build of the same inputs does nothing', async () => {
  expect(await build()).toBe('built')
  expect(await build()).toBe('unchanged')
})

test.each([
  ['its own source', 'apps/web/src/page.ts'],
  ['a workspace package it depends on', 'packages/ui/src/button.ts'],
  ['the lockfile', 'pnpm-lock.yaml'],
])('a change of %s builds again', async (_, path) => {
  await build()
  write(path, 'changed')
  expect(await build()).toBe('built')
})

test.each([
  ['a test', 'apps/web/src/page.test.ts'],
  ['a package it does not depend on', 'packages/other/src/index.ts'],
])('a change of %s does not', async (_, path) => {
  await build()
  write(path, 'changed')
  expect(await build()).toBe('unchanged')
})

test('a lost output is built again', async () => {
  await build()
  rmSync(join(repository, 'apps/web/.next/BUILD_ID'))
  expect(await build()).toBe('built')
})
