import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * A text that is the same for the whole life of a process and of no other, so that a recycled pid is told apart.
 * Null when no such process lives (a zombie counts as gone).
 */
export function processIdentity(pid: number): string | null {
  if (!Number.isInteger(pid) || pid <= 0) return null
  return process.platform === 'linux' ? linuxIdentity(pid) : psIdentity(pid)
}

/** The command line of a living process, or null. */
export function processCommandLine(pid: number): string | null {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    } catch {
      return null
    }
  }
  return ps(pid, 'args=')
}

function linuxIdentity(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the name in brackets and may hold spaces: what follows the last bracket is safe to split.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const state = fields[0]
    const startTicks = fields[19]
    if (state === 'Z' || state === 'X' || startTicks === undefined) return null
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${startTicks}`
  } catch {
    return null
  }
}

function psIdentity(pid: number): string | null {
  const state = ps(pid, 'stat=')
  return state === null || state.startsWith('Z') ? null : ps(pid, 'lstart=')
}

function ps(pid: number, column: string): string | null {
  try {
    return execFileSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim() || null
  } catch {
    // ps exits with 1 when no such process lives.
    return null
  }
}
