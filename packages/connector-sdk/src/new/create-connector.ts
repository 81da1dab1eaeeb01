import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const TEMPLATE = fileURLToPath(new URL('./template', import.meta.url))

/**
 * Writes a new connector package into `dir`: connector, simulator, contract, conformance test, icon. It passes
 * conformance as it is. `name` is kebab-case. Answers with the files written, relative to `dir`; throws if `dir` has
 * any, or the name will not do.
 */
export async function createConnector(name: string, dir: string): Promise<string[]> {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new Error(`"${name}" cannot name a connector: use small letters, digits and single hyphens, as in "my-shop"`)
  if (await hasFiles(dir)) throw new Error(`${dir} is not empty: choose another name or remove it first`)
  const files = new Map<string, string>()
  for (const file of await filesUnder(TEMPLATE))
    files.set(rename(relative(TEMPLATE, file), name), rename(await readFile(file, 'utf8'), name))
  files.set('package.json', `${JSON.stringify(packageJson(name), null, 2)}\n`)
  files.set('tsconfig.json', `${JSON.stringify(tsconfig, null, 2)}\n`)
  files.set('vitest.config.ts', vitestConfig)
  for (const [path, text] of files) {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), text)
  }
  return [...files.keys()].sort()
}

/** In words ("Acme"), in file names and addresses ("acme-…"), and as an identifier ("acme"). */
function rename(text: string, name: string): string {
  const words = name.split('-')
  const identifier = words.map((word, i) => (i === 0 ? word : capital(word))).join('')
  return text
    .replace(/acme(?=\.ts|\.test\.ts|-|\.example|')/g, name)
    .replace(/(?<=x-)Acme|(?<=X-)Acme/g, words.map(capital).join('-'))
    .replaceAll('acme', identifier)
    .replaceAll('Acme', capital(words.join(' ')))
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

function packageJson(name: string): object {
  return {
    name: `@patchbay/connector-${name}`,
    version: '0.1.0',
    private: true,
    type: 'module',
    license: 'MIT',
    exports: { '.': `./src/${name}.ts`, './simulator': `./simulator/${name}-simulator.ts` },
    dependencies: { '@patchbay/connector-sdk': 'workspace:*', zod: 'catalog:' },
    devDependencies: { '@patchbay/config': 'workspace:*', '@types/node': 'catalog:', vitest: 'catalog:' },
  }
}

const tsconfig = {
  extends: '@patchbay/config/tsconfig.base.json',
  include: ['src', 'simulator', 'contract/**/*.ts'],
}

const vitestConfig = `import { patchbayTests } from '@patchbay/config/vitest'

export default patchbayTests(['src', 'simulator'])
`

async function filesUnder(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

async function hasFiles(dir: string): Promise<boolean> {
  const found = await stat(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  return found !== null && (await readdir(dir)).length > 0
}
