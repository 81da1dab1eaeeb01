import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from '../lock.ts'
import { buildTemporal } from './build.ts'
import { downloadTemporal } from './download.ts'

export const TEMPORAL_VERSION = '1.31.2'

export type TemporalBinaries = { server: string; sqlTool: string }

export type BinariesOptions = {
  /** Kept outside any data folder, so that fresh clones and other data folders share it. */
  cacheDir: string
  env: Readonly<Record<string, string | undefined>>
  /** Told what is being done, for a progress line. */
  onProgress?: (message: string) => void
  /** Breaks a download or build off. */
  signal?: AbortSignal
}

const BUILD_LIMIT_MS = 20 * 60_000

/**
 * The Temporal server and its schema tool: from the cache, else the official release checked against the checksum file
 * fetched with it, else built by Go from the pinned module. The first takes no time, the last about four minutes.
 */
export async function ensureTemporalBinaries(options: BinariesOptions): Promise<TemporalBinaries> {
  const cached = cachedTemporalBinaries(options.cacheDir)
  if (cached !== null) return cached
  const parent = join(options.cacheDir, 'temporal')
  return withLock(join(parent, `${TEMPORAL_VERSION}.lock`), BUILD_LIMIT_MS, async () => {
    const meanwhile = cachedTemporalBinaries(options.cacheDir)
    if (meanwhile !== null) return meanwhile
    const draft = mkdtempSync(join(parent, `${TEMPORAL_VERSION}.new-`))
    try {
      chmodSync(draft, 0o755)
      await obtain(draft, options)
      rmSync(versionDir(options.cacheDir), { recursive: true, force: true })
      renameSync(draft, versionDir(options.cacheDir))
    } finally {
      rmSync(draft, { recursive: true, force: true })
    }
    return pathsIn(versionDir(options.cacheDir))
  })
}

/** What the cache holds, or null. */
export function cachedTemporalBinaries(cacheDir: string): TemporalBinaries | null {
  const paths = pathsIn(versionDir(cacheDir))
  return existsSync(paths.server) && existsSync(paths.sqlTool) ? paths : null
}

async function obtain(draft: string, options: BinariesOptions): Promise<void> {
  const target = pathsIn(draft)
  mkdirSync(draft, { recursive: true })
  options.onProgress?.(`downloading the Temporal ${TEMPORAL_VERSION} release`)
  try {
    await downloadTemporal({ version: TEMPORAL_VERSION, dir: draft, signal: options.signal })
    return
  } catch (downloadError) {
    options.onProgress?.('no release to be had here: building the Temporal server with Go (about 4 minutes, once)')
    try {
      await buildTemporal({ ...target, workDir: join(draft, 'build'), env: options.env, signal: options.signal })
    } catch (buildError) {
      throw new AggregateError(
        [downloadError, buildError],
        `The Temporal server ${TEMPORAL_VERSION} could neither be downloaded (${messageOf(downloadError)}) nor built ` +
          `(${messageOf(buildError)}). Give this machine internet access or Go 1.26+, or point TEMPORAL_ADDRESS at a Temporal of your own.`,
      )
    }
  }
}

function versionDir(cacheDir: string): string {
  return join(cacheDir, 'temporal', TEMPORAL_VERSION)
}

function pathsIn(dir: string): TemporalBinaries {
  return { server: join(dir, 'temporal-server'), sqlTool: join(dir, 'temporal-sql-tool') }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
