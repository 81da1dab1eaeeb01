import { accessSync, constants, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { postgresBinaries } from '../postgres/binaries.ts'
import { postgresUser } from '../postgres/postgres-user.ts'
import { cachedTemporalBinaries } from '../temporal/binaries.ts'
import type { DoctorOptions, Finding } from './finding.ts'

const GB = 1_000_000_000
const MB = 1_000_000

/** Data, builds and logs; a Temporal build leaves 3.3 GB behind for its time. */
export function checkDisk(options: DoctorOptions): Finding {
  const builds = options.settings.TEMPORAL_ADDRESS === undefined && cachedTemporalBinaries(options.cacheDir) === null
  const wanted = [
    { folder: options.dataDir, bytes: 2 * GB, setting: 'PATCHBAY_DATA_DIR' },
    { folder: options.cacheDir, bytes: (builds ? 5 : 0.3) * GB, setting: 'PATCHBAY_CACHE_DIR' },
  ]
  const short = wanted.find(({ folder, bytes }) => freeBytes(folder) < bytes)
  if (short === undefined) {
    return { subject: 'Disk', detail: `${gigabytes(freeBytes(options.dataDir))} GB free for data`, remedy: null }
  }
  return {
    subject: 'Disk',
    detail: `${gigabytes(freeBytes(short.folder))} GB free for ${short.folder}, ${gigabytes(short.bytes)} GB are needed`,
    remedy: `Make room, or put it elsewhere: ${short.setting}=<folder> npm start`,
  }
}

/** May we write there, and may PostgreSQL's user reach it? */
export function checkFolderRights(options: DoctorOptions): Finding {
  const subject = 'Data folder'
  for (const [folder, setting] of [
    [options.dataDir, 'PATCHBAY_DATA_DIR'],
    [options.cacheDir, 'PATCHBAY_CACHE_DIR'],
  ] as const) {
    if (!isWritable(nearestExisting(folder))) {
      const remedy = `Let this user write there, or choose another: ${setting}=<folder> npm start`
      return { subject, detail: `${folder} cannot be written`, remedy }
    }
  }
  if (options.settings.DATABASE_URL === undefined) {
    try {
      postgresUser([postgresBinaries().postgres, join(options.dataDir, 'postgres')])
    } catch (error) {
      const remedy = error instanceof Error ? error.message : String(error)
      return { subject, detail: `PostgreSQL cannot use ${options.dataDir}`, remedy }
    }
  }
  return { subject, detail: options.dataDir, remedy: null }
}

export function checkMemory(): Finding {
  const detail = `${gigabytes(totalmem())} GB`
  const remedy = totalmem() < 3 * GB ? 'Patchbay needs about 3 GB: give the machine or container more.' : null
  return { subject: 'Memory', detail, remedy }
}

/** PostgreSQL shares memory between its processes through /dev/shm, which containers often make too small. */
export function checkSharedMemory(): Finding {
  const subject = 'Shared memory'
  if (process.platform !== 'linux' || !existsSync('/dev/shm')) {
    return { subject, detail: 'managed by the system', remedy: null }
  }
  const free = freeBytes('/dev/shm')
  return {
    subject,
    detail: `${Math.floor(free / MB)} MB free in /dev/shm`,
    remedy: free < 32 * MB ? 'Give the container more: docker run --shm-size=256m …' : null,
  }
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(nearestExisting(folder))
  return bavail * bsize
}

function nearestExisting(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestExisting(dirname(folder))
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    // A read-only mount passes the question above for root.
    rmSync(mkdtempSync(join(folder, '.patchbay-probe-')), { recursive: true })
    return true
  } catch {
    return false
  }
}

function gigabytes(bytes: number): string {
  return (bytes / GB).toFixed(1)
}
