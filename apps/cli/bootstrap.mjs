// The first thing that runs after a clone: on any Node from 20.9, with nothing installed. It installs what the lockfile
// says (only when that changed) and hands over to the command line under the project's own Node.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const startedAt = Date.now()
const PNPM = 'pnpm@12.18.0'
const repositoryDir = fileURLToPath(new URL('../..', import.meta.url))
const stampFile = join(repositoryDir, 'node_modules', '.patchbay-installed')

requireNode(20, 9)
install()
handOver()

function requireNode(major, minor) {
  const [actualMajor = 0, actualMinor = 0] = process.versions.node.split('.').map(Number)
  if (actualMajor > major || (actualMajor === major && actualMinor >= minor)) return
  fail(
    `Patchbay needs Node ${major}.${minor} or newer to begin; this is ${process.version}. Get one from https://nodejs.org.`,
  )
}

function install() {
  const wanted = installHash()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted && existsSync(projectNode())) return
  const installingSince = Date.now()
  process.stdout.write('Installing packages …\n')
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx'
  const result = spawnSync(npx, ['--yes', PNPM, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd: repositoryDir,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    maxBuffer: 50_000_000,
    env: installEnvironment(),
  })
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`)
    fail(
      `The packages could not be installed (${PNPM} install --frozen-lockfile). Is the package registry within reach?`,
    )
  }
  writeFileSync(stampFile, wanted)
  process.stdout.write(`Installed packages in ${((Date.now() - installingSince) / 1000).toFixed(1)} s\n`)
}

/** What an install depends on. Manifests are covered by the lockfile: a frozen install refuses one that does not fit. */
function installHash() {
  const hash = createHash('sha256')
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(repositoryDir, file)))
  return hash.digest('hex')
}

/** CI would make pnpm hoist differently or ask nothing; without a terminal it must not ask either. */
function installEnvironment() {
  return { ...process.env, CI: 'true' }
}

function projectNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  return join(repositoryDir, 'node_modules', 'node', 'bin', name)
}

function handOver() {
  const main = join(repositoryDir, 'apps', 'cli', 'src', 'main.ts')
  const child = spawn(projectNode(), [main, ...process.argv.slice(2)], {
    // The channel tells the child when this process is gone, so that nothing runs on without its terminal.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      PATCHBAY_STARTED_AT: String(startedAt),
    },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // npm's shell does not pass signals on: when it is gone, nobody is left to tell the child.
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM')
  }, 500).unref()
  child.on('error', (error) =>
    fail(`The project's own Node did not start: ${error.message}. Remove node_modules and try again.`),
  )
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)))
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
