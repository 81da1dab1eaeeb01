import { planStack, type StackPlan } from '@patchbay/local-stack/stack'
import type { SupervisorEvent } from '@patchbay/local-stack/supervise'
import { seconds } from '../seconds.ts'
import type { Settings } from '../settings.ts'
import { showStages } from '../show-stages.ts'

/** Starts all of Patchbay and runs until it is interrupted. Resolves with the exit code. */
export async function start(settings: Settings): Promise<number> {
  const abort = new AbortController()
  const interrupted = waitForInterrupt().then((why) => {
    abort.abort(new Error(`stopped by ${why} while starting`))
    return why
  })
  const { stack, dataDir, repositoryDir } = settings
  const plan = planStack({ repositoryDir, dataDir, settings: stack, onEvent: announce, signal: abort.signal })
  // What runs detached would outlive an end that nobody saw coming. After an orderly one there is nothing left to tell.
  process.once('exit', plan.abandon)
  try {
    await Promise.race([showStages(plan.stages), rejectOnAbort(abort.signal)])
    process.stdout.write(
      `Patchbay is ready at ${plan.stack().urls.web} (took ${seconds(Date.now() - settings.startedAt)})\n`,
    )
    await interrupted
    return 0
  } catch (error) {
    if (abort.signal.aborted) return 130
    throw error
  } finally {
    await stopAll(plan)
  }
}

async function stopAll(plan: StackPlan): Promise<void> {
  const startedAt = Date.now()
  const running = Object.keys(plan.processes()).length
  if (running > 0) process.stdout.write('Stopping …\n')
  await plan.stop()
  if (running > 0) process.stdout.write(`Stopped in ${seconds(Date.now() - startedAt)}\n`)
}

/** Ctrl-C, a polite kill, or the end of the process that called us. Asked for again it changes nothing: stopping has a limit of its own. */
function waitForInterrupt(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal))
    process.on('disconnect', () => resolve('the end of its parent'))
  })
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

function announce(event: SupervisorEvent): void {
  if (event.kind === 'unstarted') {
    const again = `trying again in ${seconds(event.retryInMs)}`
    process.stdout.write(`${event.name} could not be started (${event.reason}); ${again}\n`)
  }
  if (event.kind !== 'crashed') return
  const how = event.signal ?? `exit code ${event.code}`
  process.stdout.write(`${event.name} ended (${how}); starting it again in ${seconds(event.retryInMs)}\n`)
}
