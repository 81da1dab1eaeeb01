import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

export type DownloadOptions = { version: string; dir: string; signal: AbortSignal | undefined }

const run = promisify(execFile)
const RELEASES = 'https://github.com/temporalio/temporal/releases/download'
/** Without internet this must give up soon: a build by Go is the next thing to try. */
const REACH_LIMIT_MS = 4_000
const ARCHIVE_LIMIT_MS = 10 * 60_000

/**
 * Fetches the official release archive of `version` and its checksum file, and unpacks the archive into `dir` only if its
 * SHA-256 is the one listed there.
 *
 * NOT TRIED where this was written, which has no internet: names of archive and checksum file follow the release
 * configuration of temporalio/temporal. Whatever goes wrong rejects, and the caller builds from source.
 */
export async function downloadTemporal(options: DownloadOptions): Promise<void> {
  const archive = archiveName(options.version)
  const base = `${RELEASES}/v${options.version}`
  const checksums = await download(`${base}/checksums.txt`, withLimit(options.signal, REACH_LIMIT_MS))
  const expected = findChecksum(checksums.toString('utf8'), archive)
  const content = await download(`${base}/${archive}`, withLimit(options.signal, ARCHIVE_LIMIT_MS))
  const actual = createHash('sha256').update(content).digest('hex')
  if (actual !== expected) {
    throw new Error(`${archive} has the SHA-256 ${actual}, its checksum file says ${expected}: not used`)
  }
  const file = join(options.dir, archive)
  writeFileSync(file, content)
  await run('tar', ['-xzf', file, '-C', options.dir, 'temporal-server', 'temporal-sql-tool'])
  rmSync(file)
}

/** True when the release's checksum file can be had from here. */
export async function isReleaseReachable(version: string): Promise<boolean> {
  try {
    await download(`${RELEASES}/v${version}/checksums.txt`, AbortSignal.timeout(REACH_LIMIT_MS))
    return true
  } catch {
    return false
  }
}

/** The lower-case hex SHA-256 listed for `file` in text of `sha256sum`. Throws when the list has no such file. */
export function findChecksum(list: string, file: string): string {
  for (const line of list.split('\n')) {
    const [checksum, name] = line.trim().split(/\s+\*?/)
    if (name === file && checksum !== undefined && /^[0-9a-f]{64}$/i.test(checksum)) return checksum.toLowerCase()
  }
  throw new Error(`the checksum file lists no ${file}`)
}

function archiveName(version: string): string {
  const os = process.platform === 'win32' ? 'windows' : process.platform
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  return `temporal_${version}_${os}_${arch}.tar.gz`
}

async function download(url: string, signal: AbortSignal): Promise<Buffer> {
  const response = await fetch(url, { signal })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return Buffer.from(await response.arrayBuffer())
}

function withLimit(signal: AbortSignal | undefined, timeoutMs: number): AbortSignal {
  const limit = AbortSignal.timeout(timeoutMs)
  return signal === undefined ? limit : AbortSignal.any([signal, limit])
}
