import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openStack } from '../../support/open-stack.ts'
import { waitFor } from '../../support/wait-for.ts'
import type { ArmedPoint } from './kill-at.ts'

/** Where the preload reads what it is to wait for. */
export type Gun = {
  /** Resolves once the process that carries out the write is dead. */
  fire: (point: ArmedPoint, deadlineMs: number) => Promise<void>
}

const PRELOAD = fileURLToPath(new URL('kill-at.ts', import.meta.url))

/** A Patchbay whose worker and ingress can be killed at a named write. */
export async function openTarget(name: string, extraEnv: Record<string, string>) {
  let file = ''
  const open = await openStack(name, extraEnv, {
    rewire: (env) => {
      file = join(env['PATCHBAY_DATA_DIR'] ?? '', 'kill-point.json')
      return { ...env, KILL_POINT_FILE: file, NODE_OPTIONS: `--import=${PRELOAD}` }
    },
  })
  const gun: Gun = {
    async fire(point, deadlineMs) {
      const fired = `${file}.fired`
      rmSync(fired, { force: true })
      writeFileSync(`${file}.new`, JSON.stringify(point))
      // In one step: a half-written file would be read.
      renameSync(`${file}.new`, file)
      const what = `The kill ${point.when} ${point.writes.join(' ')}`
      await waitFor(async () => (existsSync(fired) ? true : null), { what, deadlineMs, everyMs: 50 })
    },
  }
  return { open, gun }
}
