import { readdirSync, readFileSync } from 'node:fs'

/** Milliseconds of processor time by service since it began, its child processes (PostgreSQL's sessions) included. */
export type CpuTimes = Record<string, number>

/** What Linux counts in: `sysconf(_SC_CLK_TCK)` is 100 on every platform that Node runs on. */
const MS_PER_TICK = 10

/** Null where the system has no `/proc`. Time of children that have ended is their parent's, as the system counts it. */
export function readCpuTimes(services: Readonly<Record<string, number>>): CpuTimes | null {
  const processes = readProcesses()
  if (processes === null) return null
  const sumOf = (pid: number): number => {
    const own = processes.get(pid)
    if (own === undefined) return 0
    const children = [...processes].filter(([, { parent }]) => parent === pid).map(([child]) => sumOf(child))
    return own.ms + children.reduce((sum, ms) => sum + ms, 0)
  }
  return Object.fromEntries(Object.entries(services).map(([name, pid]) => [name, sumOf(pid)]))
}

/** A run's share of what was used in between. */
export function cpuPerRun(from: CpuTimes, to: CpuTimes, runs: number): CpuTimes {
  return Object.fromEntries(Object.entries(to).map(([name, ms]) => [name, (ms - (from[name] ?? 0)) / runs]))
}

function readProcesses(): Map<number, { parent: number; ms: number }> | null {
  const found = new Map<number, { parent: number; ms: number }>()
  let names: string[]
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    return null
  }
  for (const name of names) {
    const stat = readStat(name)
    if (stat !== null) found.set(Number(name), stat)
  }
  return found
}

/** proc(5): after the name in brackets, field 2 is the parent; 12 to 15 are own and children's user and system time. */
function readStat(pid: string): { parent: number; ms: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
    return { parent: Number(fields[1]), ms: ticks * MS_PER_TICK }
  } catch {
    // It ended between the two readings.
    return null
  }
}
