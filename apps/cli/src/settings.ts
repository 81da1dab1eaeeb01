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
})

export type Settings = {
  repositoryDir: string
  dataDir: string
  cacheDir: string
  stack: LocalStackEnv
  startedAt: number
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
  }
}
