import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { endProcess } from '../pid-files.ts'
import { processCommandLine, processIdentity } from '../process-identity.ts'

/**
 * A postmaster outlives a parent that was killed. Finds it by the cluster's own `postmaster.pid` and shuts it down fast
 * (SIGINT: open transactions roll back, everything committed stays). True when one was stopped.
 */
export async function stopOrphanPostmaster(clusterDir: string): Promise<boolean> {
  const pid = readPostmasterPid(clusterDir)
  if (pid === null) return false
  const identity = processIdentity(pid)
  // After a reboot the pid may belong to any other process: only one that runs on this very folder is ours.
  if (identity === null || !processCommandLine(pid)?.includes(clusterDir)) return false
  await endProcess({ name: 'postgres', pid, identity, stopSignal: 'SIGINT' }, 20_000)
  return true
}

function readPostmasterPid(clusterDir: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8'), 10)
    return Number.isInteger(pid) && pid > 1 ? pid : null
  } catch {
    return null
  }
}
