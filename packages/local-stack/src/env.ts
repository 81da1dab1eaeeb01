import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { LAST_PORT } from './ports.ts'

/**
 * Settings of the local stack. PATCHBAY_DATA_DIR (default `.patchbay` in the repository) holds all data; PATCHBAY_PORT is
 * the first of a block of 16 ports; PATCHBAY_CACHE_DIR keeps what takes long to get and depends on no data folder.
 * DATABASE_URL and TEMPORAL_ADDRESS, when set, replace the local PostgreSQL and Temporal.
 */
export const localStackEnv = {
  PATCHBAY_DATA_DIR: optionalText(),
  PATCHBAY_CACHE_DIR: optionalText(),
  PATCHBAY_PORT: z.coerce
    .number()
    .int()
    .min(1024)
    .max(LAST_PORT - 15)
    .default(3000),
  DATABASE_URL: optionalText(),
  PATCHBAY_APP_DATABASE_URL: optionalText(),
  TEMPORAL_ADDRESS: optionalText(),
  TEMPORAL_NAMESPACE: z.string().min(1).default('patchbay'),
  TEMPORAL_TLS: z.preprocess((text) => (text === '' ? undefined : text), z.stringbool().default(false)),
  TEMPORAL_API_KEY: optionalText(),
  /** Unset: the stack starts a sandbox. Empty: there is none. Set: it is elsewhere. */
  PATCHBAY_SANDBOX_URL: z.string().optional(),
} as const

const LocalStackEnv = z.object(localStackEnv)
export type LocalStackEnv = z.infer<typeof LocalStackEnv>

/** Parses the settings from an environment. Throws a message that names the setting and what it must be. */
export function parseLocalStackEnv(environment: Readonly<Record<string, string | undefined>>): LocalStackEnv {
  const parsed = LocalStackEnv.safeParse(environment)
  if (parsed.success) return parsed.data
  throw new Error(`Settings from the environment are wrong.\n${z.prettifyError(parsed.error)}`)
}

export function resolveDataDir(env: Pick<LocalStackEnv, 'PATCHBAY_DATA_DIR'>, repositoryDir: string): string {
  return resolve(repositoryDir, env.PATCHBAY_DATA_DIR ?? '.patchbay')
}

/** PATCHBAY_CACHE_DIR, else `~/.cache/patchbay`, else (no home at all) a folder beside temporary files. */
export function resolveCacheDir(env: Pick<LocalStackEnv, 'PATCHBAY_CACHE_DIR'>): string {
  if (env.PATCHBAY_CACHE_DIR !== undefined) return resolve(env.PATCHBAY_CACHE_DIR)
  const home = homedir()
  return home === '' ? join(tmpdir(), 'patchbay-cache') : join(home, '.cache', 'patchbay')
}

/** An empty value means unset, as a shell's `X= npm start` means it. */
function optionalText() {
  return z
    .string()
    .optional()
    .transform((text) => (text === undefined || text === '' ? undefined : text))
}

/**
 * The environment that child processes inherit: this process's own, without what belongs to npm or a test runner.
 * The one place of this package that reads it.
 */
export function inheritedEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || /^(npm_|VITEST|NODE_OPTIONS$|NODE_CHANNEL)/.test(name) ? [] : [[name, value] as const],
  )
  return Object.fromEntries(entries)
}
