import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { processIdentity } from './process-identity.ts'
import { waitUntil } from './wait-until.ts'

/** Runs `work` while no other process runs under the same lock file. A lock whose holder died is taken over. */
export async function withLock<T>(file: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  await waitUntil(() => tryLock(file), { what: `lock ${file}`, timeoutMs, intervalMs: 100 })
  try {
    return await work()
  } finally {
    unlock(file)
  }
}

/** Takes the lock, or answers false when a living process holds it. */
export function tryLock(file: string): boolean {
  mkdirSync(dirname(file), { recursive: true })
  return create(file) || (isStale(file) && removeStale(file) && create(file))
}

export function unlock(file: string): void {
  rmSync(file, { force: true })
}

/** The pid of the living process that holds the lock, or null. */
export function lockHolder(file: string): number | null {
  try {
    const [pid = '', identity = ''] = readFileSync(file, 'utf8').split(' ')
    return processIdentity(Number(pid)) === identity ? Number(pid) : null
  } catch {
    return null
  }
}

function create(file: string): boolean {
  try {
    const handle = openSync(file, 'wx')
    writeFileSync(handle, `${process.pid} ${processIdentity(process.pid)}`)
    closeSync(handle)
    return true
  } catch {
    return false
  }
}

/** A file without content is one that its holder is just about to fill. */
function isStale(file: string): boolean {
  try {
    return readFileSync(file, 'utf8') !== '' && lockHolder(file) === null
  } catch {
    return false
  }
}

function removeStale(file: string): boolean {
  rmSync(file, { force: true })
  return true
}
