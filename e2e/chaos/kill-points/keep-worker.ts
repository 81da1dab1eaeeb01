import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export type KeptWorker = { kill: () => void; close: () => Promise<void> }

const PLACE = fileURLToPath(new URL('../../../apps/worker', import.meta.url))

/** One that dies before it is at work must not be begun again and again. */
const BEGIN_AGAIN_MS = 300

/**
 * A worker beside those of the stack, begun again a moment after it died: the stack waits a little longer after each death,
 * and here they die all the time.
 */
export function keepWorker(env: Readonly<Record<string, string>>, logFile: string): KeptWorker {
  const log = openSync(logFile, 'a')
  let wanted = true
  let child: ChildProcess
  const begin = () => {
    child = spawn(process.execPath, ['src/main.ts'], { cwd: PLACE, env, stdio: ['ignore', log, log] })
    child.once('exit', () => setTimeout(() => wanted && begin(), BEGIN_AGAIN_MS).unref())
    return child
  }
  child = begin()
  const end = () => {
    wanted = false
    child.kill('SIGKILL')
  }
  // Nobody else looks after it.
  process.once('exit', end)
  return {
    kill: () => void child.kill('SIGKILL'),
    async close() {
      const isGone = child.exitCode !== null || child.signalCode !== null
      const gone = once(child, 'exit')
      end()
      process.off('exit', end)
      if (!isGone) await gone
    },
  }
}
