import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Mutation, mutations } from './mutations.ts'

/**
 * `node packages/connector-sdk/src/testing/mutate.ts`: breaks connectors on purpose, each in a copy of its own, runs
 * its suite there, and says how many of the faults it caught. Exits with 1 when one got through.
 */
const CONNECTORS = fileURLToPath(new URL('../../../../connectors', import.meta.url))

const results: { mutation: Mutation; caught: boolean }[] = []
for (const name of new Set(mutations.map((mutation) => mutation.connector)))
  if (!(await passes(name, null)))
    throw new Error(`The suite of ${name} fails before anything is broken: mend it first`)
for (const mutation of mutations) {
  const caught = !(await passes(mutation.connector, mutation))
  results.push({ mutation, caught })
  process.stdout.write(`${caught ? 'caught' : 'MISSED'}  ${mutation.connector.padEnd(9)} ${mutation.what}\n`)
}
const caught = results.filter((result) => result.caught).length
process.stdout.write(`${caught} of ${results.length} mutations caught\n`)
if (caught < results.length) process.exitCode = 1

/** Whether the suite of a copy, with one thing changed, is green. */
async function passes(connector: string, mutation: Mutation | null): Promise<boolean> {
  const dir = await mkdtemp(join(tmpdir(), 'patchbay-mutation-'))
  try {
    const source = join(CONNECTORS, connector)
    await cp(source, dir, { recursive: true, filter: (path) => !path.startsWith(join(source, 'node_modules')) })
    await symlink(join(source, 'node_modules'), join(dir, 'node_modules'))
    if (mutation !== null) await apply(dir, mutation)
    return await suiteIsGreen(dir)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

async function apply(dir: string, { file, find, replace, connector }: Mutation): Promise<void> {
  const path = join(dir, file)
  const text = await readFile(path, 'utf8')
  if (!text.includes(find)) throw new Error(`${connector}/${file} no longer has "${find}": choose another mutation`)
  await writeFile(
    path,
    text.replace(find, () => replace),
  )
}

function suiteIsGreen(dir: string): Promise<boolean> {
  const vitest = join(dir, 'node_modules/vitest/vitest.mjs')
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [vitest, 'run', '--project', 'unit'], { cwd: dir }, (error, stdout) => {
      // Only a failed test counts as caught; a suite that could not start proves nothing.
      if (error !== null && !/Tests .*failed/.test(stdout))
        reject(new Error(`${dir}: the suite did not run\n${stdout}`))
      else resolve(error === null)
    })
  })
}
