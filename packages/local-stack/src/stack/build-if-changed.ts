import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'

export type Build = {
  repositoryDir: string
  /** Folder of the workspace package that is built, relative to the repository: "apps/web". */
  packageDir: string
  /** What the build makes; absent means it must run. */
  output: string
  /** Where the hash of what was built last is kept. */
  stampFile: string
  run: () => Promise<void>
}

const PackageJson = z.object({
  name: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  devDependencies: z.record(z.string(), z.string()).optional(),
})

const SKIPPED_FOLDERS = new Set(['node_modules', '.next', 'dist', '.turbo', 'test-results', 'histories'])

/** Runs a build unless its output is there and made from the very same inputs: the package, what it depends on in the workspace, and the lockfile. */
export async function buildIfChanged(build: Build): Promise<'built' | 'unchanged'> {
  const hash = hashInputs(build.repositoryDir, build.packageDir)
  if (existsSync(build.output) && readStamp(build.stampFile) === hash) return 'unchanged'
  rmSync(build.stampFile, { force: true })
  await build.run()
  mkdirSync(dirname(build.stampFile), { recursive: true })
  writeFileSync(build.stampFile, hash)
  return 'built'
}

function hashInputs(repositoryDir: string, packageDir: string): string {
  const hash = createHash('sha256')
    .update(process.version)
    .update(readFileSync(join(repositoryDir, 'pnpm-lock.yaml')))
  for (const folder of workspaceClosure(repositoryDir, packageDir)) {
    for (const file of sourceFiles(join(repositoryDir, folder))) {
      hash.update(relative(repositoryDir, file)).update('\0').update(readFileSync(file)).update('\0')
    }
  }
  return hash.digest('hex')
}

/** The package's folder and those of all workspace packages it depends on, sorted. */
function workspaceClosure(repositoryDir: string, packageDir: string): string[] {
  const folderByName = new Map<string, string>()
  for (const file of globSync('{apps,packages,connectors}/*/package.json', { cwd: repositoryDir })) {
    const { name } = readPackage(join(repositoryDir, file))
    if (name !== undefined) folderByName.set(name, dirname(file))
  }
  const found = new Set([packageDir])
  for (const folder of found) {
    const { dependencies, devDependencies } = readPackage(join(repositoryDir, folder, 'package.json'))
    for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
      const dependency = folderByName.get(name)
      if (dependency !== undefined) found.add(dependency)
    }
  }
  return [...found].sort()
}

function sourceFiles(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : sourceFiles(path)
    return entry.isFile() && isInput(entry.name) ? [path] : []
  })
}

/** Tests change no build; next-env.d.ts and *.tsbuildinfo are written by it. */
function isInput(name: string): boolean {
  return !/\.test\.tsx?$|\.tsbuildinfo$|^next-env\.d\.ts$|\.log$/.test(name)
}

function readPackage(file: string): z.infer<typeof PackageJson> {
  return PackageJson.parse(JSON.parse(readFileSync(file, 'utf8')))
}

function readStamp(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}
