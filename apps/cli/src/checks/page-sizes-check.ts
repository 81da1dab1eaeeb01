import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Settings } from '../settings.ts'
import { type CheckResult, oneResult } from './check.ts'

/** Script that a page needs before it can be worked with, as the server sends it. */
const LIMIT_KB = 350

/**
 * What a page fetches by itself right after its first load and is no use without: found by a text that only that part
 * has. A flow's canvas and the list of steps to add count with its page: only then can a first step be dragged.
 */
const AT_ONCE: Record<string, readonly string[]> = {
  '/flows/[id]': ['What starts this flow?', 'Fold the list of steps away'],
}

export type PageSize = { route: string; firstKb: number; atOnceKb: number }

/** Each page's script against its budget; the sizes are printed whether they hold or not. */
export function checkPageSizes(settings: Settings): CheckResult {
  const pages = pageSizes(join(settings.repositoryDir, 'apps/web'))
  const table = pages.map(({ route, firstKb, atOnceKb }) => {
    const parts = atOnceKb === 0 ? '' : ` (${firstKb.toFixed(1)} kB first load, ${atOnceKb.toFixed(1)} kB at once)`
    return `${(firstKb + atOnceKb).toFixed(1).padStart(7)} kB  ${route}${parts}`
  })
  const over = pages
    .filter(({ firstKb, atOnceKb }) => firstKb + atOnceKb > LIMIT_KB)
    .map(({ route, firstKb, atOnceKb }) => `${route}: ${(firstKb + atOnceKb).toFixed(1)} kB, ${LIMIT_KB} at most`)
  process.stdout.write(`Script per page, as it is sent (Brotli):\n${table.join('\n')}\n`)
  if (pages.length === 0) return oneResult(false, 'No page was built: run the build first.')
  return oneResult(over.length === 0, over.join('\n'))
}

const Stats = z.array(z.object({ route: z.string(), firstLoadChunkPaths: z.array(z.string()) }))
const Lazy = z.record(z.string(), z.object({ files: z.array(z.string()) }))

/** Largest first. */
function pageSizes(webDir: string): PageSize[] {
  const statsFile = join(webDir, '.next/diagnostics/route-bundle-stats.json')
  if (!existsSync(statsFile)) return []
  const size = sentSizes(webDir)
  return Stats.parse(JSON.parse(readFileSync(statsFile, 'utf8')))
    .map(({ route, firstLoadChunkPaths: first }) => {
      const more = lazyFiles(webDir, route).filter((file) => !first.includes(file))
      return { route, firstKb: sum(first, size), atOnceKb: sum([...new Set(more)], size) }
    })
    .sort((a, b) => b.firstKb + b.atOnceKb - a.firstKb - a.atOnceKb)
}

/** Chunks of the parts that a page fetches at once. */
function lazyFiles(webDir: string, route: string): string[] {
  const parts = AT_ONCE[route] ?? []
  if (parts.length === 0) return []
  const [manifest] = globSync(`.next/server/app/**${globbed(route)}/page/react-loadable-manifest.json`, { cwd: webDir })
  if (manifest === undefined) throw new Error(`${route} was not built, so its size is not known`)
  const groups = Object.values(Lazy.parse(JSON.parse(readFileSync(join(webDir, manifest), 'utf8'))))
  return parts.flatMap((text) => {
    const having = groups.filter(({ files }) => files.some((file) => holds(join(webDir, '.next', file), text)))
    if (having.length === 0) throw new Error(`no part of ${route} says “${text}” any more: name another text of it`)
    return having.flatMap(({ files }) => files.filter((file) => file.endsWith('.js')).map((file) => `.next/${file}`))
  })
}

/** Brackets stand for themselves. */
function globbed(route: string): string {
  return route.replace(/[[\]]/g, (bracket) => `[${bracket}]`)
}

function holds(file: string, text: string): boolean {
  return readFileSync(file, 'utf8').includes(text)
}

/** Of the copies that the build compressed and the server sends. */
function sentSizes(webDir: string): (file: string) => number {
  const known = new Map<string, number>()
  return (file) => {
    const found = known.get(file) ?? statSync(join(webDir, `${file}.br`)).size / 1000
    known.set(file, found)
    return found
  }
}

function sum(files: readonly string[], size: (file: string) => number): number {
  return files.reduce((total, file) => total + size(file), 0)
}
