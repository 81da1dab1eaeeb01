import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inheritedEnvironment, parseLocalStackEnv } from '@patchbay/local-stack/env'
import { describePorts, findTakenPorts, LAST_PORT, portsFrom } from '@patchbay/local-stack/ports'
import { type Stack, type StackOptions, startStack } from '@patchbay/local-stack/stack'
import { z } from 'zod'

export type OpenStack = {
  stack: Stack
  dataDir: string
  /** As the superuser of the local cluster. */
  adminUrl: (database: string) => string
  /** Stops everything and, unless told to keep it, removes the data. */
  close: (options: { keepData: boolean }) => Promise<void>
}

const REPOSITORY = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const FIRST_BASE = 12_000
const BLOCK = 16

/** A Patchbay of its own, on free ports and in a new folder beside the temporary files; the web app only where it is asked for. */
export async function openStack(
  name: string,
  extraEnv: Record<string, string>,
  { web = false, ...also }: Pick<StackOptions, 'web' | 'secondWorker' | 'rewire'> = {},
): Promise<OpenStack> {
  const dataDir = mkdtempSync(join(tmpdir(), `patchbay-${name}-`))
  const base = await findFreeBase()
  // Nothing of what a developer points his own Patchbay at may reach this one.
  const { DATABASE_URL: _d, PATCHBAY_APP_DATABASE_URL: _a, TEMPORAL_ADDRESS: _t, ...inherited } = inheritedEnvironment()
  const settings = parseLocalStackEnv({ ...inherited, PATCHBAY_PORT: String(base), PATCHBAY_SANDBOX_URL: undefined })
  const stack = await startStack({ repositoryDir: REPOSITORY, dataDir, settings, extraEnv, web, ...also })
  return {
    stack,
    dataDir,
    adminUrl: (database) => adminUrl(dataDir, base, database),
    async close({ keepData }) {
      await stack.stop()
      if (!keepData) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** The first of a block of free ports. */
export async function findFreeBase(): Promise<number> {
  // Begins elsewhere for each process: two that start together must not both take the first free block.
  const blocks = Math.floor((LAST_PORT - BLOCK - FIRST_BASE) / BLOCK)
  const first = process.pid % blocks
  for (let step = 0; step < blocks; step++) {
    const base = FIRST_BASE + ((first + step) % blocks) * BLOCK
    if ((await findTakenPorts(describePorts(portsFrom(base)))).length === 0) return base
  }
  throw new Error(`No block of ${BLOCK} ports above ${FIRST_BASE} is free`)
}

const Secrets = z.object({ passwords: z.object({ postgres: z.string() }) })

function adminUrl(dataDir: string, base: number, database: string): string {
  const { passwords } = Secrets.parse(JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')))
  return `postgresql://postgres:${encodeURIComponent(passwords.postgres)}@127.0.0.1:${portsFrom(base).postgres}/${database}`
}
