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
  /** The folder in which the user typed the command. */
  PATCHBAY_CALLED_FROM: z.string().optional(),
  /** The API key for commands that talk to a running Patchbay. */
  PATCHBAY_API_KEY: z.string().optional(),
  /** The address of that Patchbay; the local one when unset. */
  PATCHBAY_URL: z.url().optional(),
})

export type Settings = {
  repositoryDir: string
  dataDir: string
  cacheDir: string
  stack: LocalStackEnv
  startedAt: number
  calledFrom: string
  apiKey: string | null
  url: string
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
    calledFrom: cli.PATCHBAY_CALLED_FROM ?? repositoryDir,
    apiKey: cli.PATCHBAY_API_KEY ?? null,
    url: cli.PATCHBAY_URL ?? `http://127.0.0.1:${stack.PATCHBAY_PORT}`,
  }
}
