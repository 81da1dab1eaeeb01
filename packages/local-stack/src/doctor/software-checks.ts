import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { lockHolder } from '../lock.ts'
import { describePorts, explainTakenPorts, findTakenPorts, portsFrom } from '../ports.ts'
import { postgresBinaries } from '../postgres/binaries.ts'
import { withClient } from '../postgres/roles.ts'
import { cachedTemporalBinaries, TEMPORAL_VERSION } from '../temporal/binaries.ts'
import { isReleaseReachable } from '../temporal/download.ts'
import { checkOwnTemporal } from '../temporal/namespace.ts'
import type { DoctorOptions, Finding } from './finding.ts'

const run = promisify(execFile)
const PROJECT_NODE_MAJOR = 24
/** What builds the Temporal server. */
const GO = { major: 1, minor: 26 }

export function checkNode(): Finding {
  const [major = 0] = process.versions.node.split('.').map(Number)
  const remedy = major < PROJECT_NODE_MAJOR ? 'Run it by npm: npm run doctor' : null
  return { subject: 'Node', detail: `the project's own, ${process.version}`, remedy }
}

export async function checkPostgres(options: DoctorOptions): Promise<Finding> {
  const subject = 'PostgreSQL'
  const { DATABASE_URL } = options.settings
  if (DATABASE_URL === undefined) return checkCarriedPostgres(subject)
  const host = new URL(DATABASE_URL).host
  try {
    await withClient(DATABASE_URL, (client) => client.query('select 1'))
    return { subject, detail: `your own at ${host}`, remedy: null }
  } catch (error) {
    const remedy = `Check DATABASE_URL and that the server runs (${textOf(error)}).`
    return { subject, detail: `your own at ${host} does not answer`, remedy }
  }
}

/** Your own must answer; else there must be one of, in the order a start tries them: the cache, the release within reach, Go. */
export async function checkTemporal(options: DoctorOptions): Promise<Finding> {
  const subject = 'Temporal'
  const { TEMPORAL_ADDRESS: address } = options.settings
  if (address !== undefined) return describeOwnTemporal(subject, options, address)
  if (cachedTemporalBinaries(options.cacheDir) !== null) {
    return { subject, detail: `${TEMPORAL_VERSION} in ${options.cacheDir}`, remedy: null }
  }
  if (await isReleaseReachable(TEMPORAL_VERSION)) {
    return { subject, detail: `${TEMPORAL_VERSION} will be downloaded`, remedy: null }
  }
  const go = await goVersion()
  if (go !== null && isGoThatBuilds(go)) {
    return { subject, detail: `will be built by ${go} (about 4 minutes, once)`, remedy: null }
  }
  return {
    subject,
    detail: `no copy in the cache, no release within reach, ${go === null ? 'no Go' : `Go too old (${go})`}`,
    remedy: 'Install Go 1.26 or newer, or connect to the internet, or set TEMPORAL_ADDRESS to a Temporal of your own.',
  }
}

export async function checkPorts(options: DoctorOptions): Promise<Finding> {
  const subject = 'Ports'
  const base = options.settings.PATCHBAY_PORT
  const holder = lockHolder(join(options.dataDir, 'stack.lock'))
  if (holder !== null) return { subject, detail: `Patchbay is running (pid ${holder})`, remedy: null }
  const taken = await findTakenPorts(describePorts(portsFrom(base)))
  if (taken.length === 0) return { subject, detail: `${base} to ${base + 15} are free`, remedy: null }
  return {
    subject,
    detail: `${taken.map(({ port }) => port).join(', ')} taken`,
    remedy: explainTakenPorts(taken, base),
  }
}

function checkCarriedPostgres(subject: string): Finding {
  try {
    const { postgres } = postgresBinaries()
    if (existsSync(postgres)) return { subject, detail: 'comes with Patchbay', remedy: null }
    return { subject, detail: `${postgres} is missing`, remedy: 'Remove node_modules and run npm start again.' }
  } catch (error) {
    return { subject, detail: 'none for this platform', remedy: textOf(error) }
  }
}

async function describeOwnTemporal(subject: string, options: DoctorOptions, address: string): Promise<Finding> {
  const namespace = options.settings.TEMPORAL_NAMESPACE
  try {
    await checkOwnTemporal(address, options.settings)
    return { subject, detail: `your own at ${address}, namespace ${namespace}`, remedy: null }
  } catch (error) {
    return {
      subject,
      detail: `your own at ${address} does not answer for the namespace ${namespace}`,
      remedy: `Check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_TLS and TEMPORAL_API_KEY (${textOf(error)}).`,
    }
  }
}

/** `version`: as Go says it, "go1.26.4 linux/amd64". One that cannot be read is none. */
export function isGoThatBuilds(version: string): boolean {
  const [, major = 0, minor = 0] = (/\bgo(\d+)\.(\d+)/.exec(version) ?? []).map(Number)
  return major > GO.major || (major === GO.major && minor >= GO.minor)
}

async function goVersion(): Promise<string | null> {
  try {
    const { stdout } = await run('go', ['version'])
    return stdout.trim().replace(/^go version /, '')
  } catch {
    // Not installed.
    return null
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
