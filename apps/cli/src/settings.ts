import { fileURLToPath } from 'node:url'
import {
  inheritedEnvironment,
  type LocalStackEnv,
  parseLocalStackEnv,
  resolveCacheDir,
  resolveDataDir,
} from '@patchbay/local-stack/env'
import { z } from 'zod'

const CliEnv = z.object({
  /** When the first process of this command began, in ms since 1970. */
  PATCHBAY_STARTED_AT: z.coerce.number().optional(),
  /** For commands that call the public API. */
  PATCHBAY_API_KEY: z.string().optional(),
  PATCHBAY_PUBLIC_URL: z.url().optional(),
  PATCHBAY_PASSWORD: z.string().optional(),
})

export type Settings = {
  repositoryDir: string
  dataDir: string
  cacheDir: string
  stack: LocalStackEnv
  startedAt: number
  /** Where Patchbay is, without a trailing slash. */
  publicUrl: string
  apiKey: string | undefined
  password: string | undefined
  /** For child processes. */
  environment: Record<string, string>
}

/** Everything the command line takes from its surroundings, read once. */
export function readSettings(): Settings {
  const environment = inheritedEnvironment()
  const repositoryDir = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '')
  const stack = parseLocalStackEnv(environment)
  const cli = CliEnv.parse(environment)
  return {
    repositoryDir,
    stack,
    environment,
    dataDir: resolveDataDir(stack, repositoryDir),
    cacheDir: resolveCacheDir(stack),
    startedAt: cli.PATCHBAY_STARTED_AT ?? Date.now(),
    publicUrl: (cli.PATCHBAY_PUBLIC_URL ?? `http://localhost:${stack.PATCHBAY_PORT}`).replace(/\/+$/, ''),
    apiKey: cli.PATCHBAY_API_KEY,
    password: cli.PATCHBAY_PASSWORD,
  }
}
