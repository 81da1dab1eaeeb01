import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
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

/** Takes the lock, or answers false when a living process holds it or is about to. Throws when it cannot be written. */
export function tryLock(file: string): boolean {
  mkdirSync(dirname(file), { recursive: true })
  return write(file, linkSync) || (isStale(file) && takeOver(file))
}

export function unlock(file: string): void {
  rmSync(file, { force: true })
}

/** The pid of the living process that holds the lock, or null. */
export function lockHolder(file: string): number | null {
  const text = read(file)
  return text === null ? null : livingIn(text)
}

function livingIn(text: string): number | null {
  const [pid = '', identity = ''] = text.split(' ')
  return processIdentity(Number(pid)) === identity ? Number(pid) : null
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

/**
 * Of several that find the same stale lock one takes it: under a lock of its own, since another may have taken it over
 * between the look and the deed. Whoever died over that is taken over in turn.
 */
function takeOver(file: string): boolean {
  const turn = `${file}.takeover`
  if (!tryLock(turn)) return false
  try {
    return isStale(file) && write(file, renameSync)
  } finally {
    unlock(turn)
  }
}

/** A lock is there with its content or not at all, whenever its writer dies. False where `put` finds one already. */
function write(file: string, put: (draft: string, file: string) => void): boolean {
  const draft = `${file}.${process.pid}`
  try {
    writeFileSync(draft, `${process.pid} ${processIdentity(process.pid)}`)
    put(draft, file)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Nobody living is named in it. Read twice: until its holder is dead for certain, it may be given back and be another's. */
function isStale(file: string): boolean {
  const text = read(file)
  return text !== null && livingIn(text) === null && read(file) === text
}
