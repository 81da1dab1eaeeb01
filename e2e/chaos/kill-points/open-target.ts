import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { findFreeBase, type OpenStack, openStack } from '../../support/open-stack.ts'
import { waitFor } from '../../support/wait-for.ts'
import { keepWorker } from './keep-worker.ts'
import type { ArmedPoint } from './kill-at.ts'

/** What the write was about where somebody died: its parameters, times as ISO 8601. */
export type Met = readonly string[]

export type Gun = {
  /** Aimed when this returns; resolves, with the parameters of the write, once the process that carries it out is dead. */
  aim: (point: ArmedPoint, deadlineMs: number) => Promise<Met>
  /** For a call that is under way, where there is no write to tie its death to: whichever worker makes it. */
  killWorkers: () => void
  /** For processes of the harness that are to die, too. */
  env: Readonly<Record<string, string>>
}

const Fired = z.array(z.string())

/** Beside the one of the stack. */
const OWN_WORKERS = 2

const PRELOAD = fileURLToPath(new URL('kill-at.ts', import.meta.url))

/** A Patchbay whose workers and ingress can be killed at named writes, several of which may be aimed at together. */
export async function openTarget(name: string, extraEnv: Record<string, string>) {
  let folder = ''
  let env: Record<string, string> = {}
  const open = await openStack(name, extraEnv, {
    rewire: (before) => {
      folder = join(before['PATCHBAY_DATA_DIR'] ?? '', 'kill-points')
      mkdirSync(folder, { recursive: true })
      env = { ...before, KILL_POINTS_DIR: folder, NODE_OPTIONS: `--import=${PRELOAD}` }
      return env
    },
  })
  const base = await findFreeBase()
  const kept = Array.from({ length: OWN_WORKERS }, (_, index) => {
    const own = { ...env, PATCHBAY_PORT: String(base + index) }
    return keepWorker(own, join(open.dataDir, 'logs', `own-worker${index + 1}.log`))
  })
  let aimed = 0
  const gun: Gun = {
    env,
    killWorkers() {
      open.stack.kill('worker', 'SIGKILL')
      for (const worker of kept) worker.kill()
    },
    aim({ app, when, writes, only = false, parameters = [] }, deadlineMs) {
      const file = join(folder, `${aimed++}.json`)
      writeFileSync(`${file}.new`, JSON.stringify({ app, when, writes, only, parameters }))
      // In one step: a half-written file would be read.
      renameSync(`${file}.new`, file)
      const what = `The kill ${when} ${writes.join(' ')} ${parameters.join(' ')}`
      const fired = `${file}.fired`
      const met = async () => (existsSync(fired) ? Fired.parse(JSON.parse(readFileSync(fired, 'utf8'))) : null)
      return waitFor(met, { what, deadlineMs, everyMs: 50 })
    },
  }
  const close: OpenStack['close'] = async (options) => {
    await Promise.all(kept.map((worker) => worker.close()))
    await open.close(options)
  }
  return { open: { ...open, close }, gun }
}
