import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { processIdentity } from './process-identity.ts'
import { waitUntil } from './wait-until.ts'

const PidRecord = z.object({
  name: z.string(),
  pid: z.number().int().positive(),
  identity: z.string(),
  /** The signal that asks this process to end in order. */
  stopSignal: z.enum(['SIGTERM', 'SIGINT', 'SIGQUIT']),
})
export type PidRecord = z.infer<typeof PidRecord>

/** Notes who runs under a name, with what tells the process from a later one of the same pid. Null when it is gone already. */
export function writePidFile(runDir: string, entry: Omit<PidRecord, 'identity'>): PidRecord | null {
  const identity = processIdentity(entry.pid)
  if (identity === null) return null
  const record: PidRecord = { ...entry, identity }
  mkdirSync(runDir, { recursive: true })
  writeFileSync(pidFile(runDir, entry.name), JSON.stringify(record))
  return record
}

export function removePidFile(runDir: string, name: string): void {
  rmSync(pidFile(runDir, name), { force: true })
}

/** The process noted under `name` if that very process still lives. */
export function readLivePidFile(runDir: string, name: string): PidRecord | null {
  try {
    const record = PidRecord.parse(JSON.parse(readFileSync(pidFile(runDir, name), 'utf8')))
    return processIdentity(record.pid) === record.identity ? record : null
  } catch {
    // Absent, or half written when its writer was killed: nobody to be found by it.
    return null
  }
}

/**
 * Stops every process that a dead parent left in `runDir`, in the order of `names` (others last), by its own signal
 * and after `timeoutMs` by SIGKILL. Files of processes that are gone, or whose pid now belongs to another, are removed only.
 * Returns the names of those stopped.
 */
export async function stopOrphans(runDir: string, names: readonly string[], timeoutMs = 10_000): Promise<string[]> {
  const noted = listNames(runDir)
  const ordered = [...names.filter((name) => noted.includes(name)), ...noted.filter((name) => !names.includes(name))]
  const stopped: string[] = []
  for (const name of ordered) {
    const record = readLivePidFile(runDir, name)
    if (record !== null) {
      await endProcess(record, timeoutMs)
      stopped.push(name)
    }
    removePidFile(runDir, name)
  }
  return stopped
}

/** Signals exactly this process (never one that inherited its pid) and waits for its end, with SIGKILL to its group as the last word. */
export async function endProcess(record: PidRecord, timeoutMs: number): Promise<void> {
  const gone = () => processIdentity(record.pid) !== record.identity
  if (gone()) return
  sendSignal(record.pid, record.stopSignal)
  try {
    await waitUntil(gone, { what: `end of ${record.name} (pid ${record.pid})`, timeoutMs })
  } catch {
    // It ignored the polite signal for all of its time: the hard one follows, to its whole group.
    if (gone()) return
    sendSignal(-record.pid, 'SIGKILL')
    sendSignal(record.pid, 'SIGKILL')
    await waitUntil(gone, { what: `end of ${record.name} (pid ${record.pid}) after SIGKILL`, timeoutMs: 5_000 })
  }
}

/** Sends a signal; false when the process is gone already. A negative pid means its process group. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false
  }
}

function listNames(runDir: string): string[] {
  try {
    return readdirSync(runDir)
      .filter((file) => file.endsWith('.pid.json'))
      .map((file) => file.slice(0, -'.pid.json'.length))
  } catch {
    return []
  }
}

function pidFile(runDir: string, name: string): string {
  return join(runDir, `${name}.pid.json`)
}
