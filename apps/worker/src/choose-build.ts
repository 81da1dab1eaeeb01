import { buildIdOf } from '@patchbay/engine/build-id'
import {
  currentBuild,
  giveBack,
  IDLE_AFTER_MS,
  mayTakeOver,
  type TakenOver,
  takeOver,
} from '@patchbay/engine/worker-versions'
import type { Logger } from '@patchbay/observability/logger'
import { type Loop, startLoop } from './loop.ts'

type Client = Parameters<typeof takeOver>[0]
const ASK_MS = 60_000

type Of = { client: Client; namespace: string; logger: Logger }

/** The build that this worker is known by in Temporal; null where versions are switched off or Temporal keeps none. */
export async function chooseBuild(of: Of & { code: string; versions: boolean }): Promise<string | null> {
  const { client, namespace, logger } = of
  const before = await currentBuild(client, namespace)
  if (before === 'unsupported') {
    logger.warn('This Temporal keeps no versions of workers: a new release must replay every open run')
    return null
  }
  if (of.versions) {
    // A worker with a version that nobody makes the current one would get no runs.
    if (before !== null || (await mayTakeOver(client, namespace))) return buildIdOf(of.code)
    logger.warn('This worker may not say which release gets runs: it works without a version, as if they were off')
    return null
  }
  await giveBack(client, namespace)
  return null
}

/**
 * Has runs go to this build, once its worker polls, and sees to it every minute that somebody works on them: another
 * build that has become the current one may have gone since. Whatever Temporal says to that, the worker goes on.
 */
export async function keepRuns(of: Of, buildId: string): Promise<Loop> {
  const say = sayOnce(of.logger)
  const failed = (error: unknown) =>
    say('error', 'This release could not be made the one that gets runs; it is tried again', {
      err: error,
      build: buildId,
    })
  const ask = async (idleAfterMs?: number) => {
    const { client, namespace } = of
    tell(
      say,
      buildId,
      await takeOver(client, { namespace, buildId, ...(idleAfterMs === undefined ? {} : { idleAfterMs }) }),
    )
    return false
  }
  await ask().catch(failed)
  return startLoop(ASK_MS, () => ask(IDLE_AFTER_MS), failed)
}

type Say = (level: 'info' | 'warn' | 'error', words: string, detail: object) => void

function tell(say: Say, build: string, taken: TakenOver): void {
  if (!taken.taken && 'newer' in taken) {
    const words =
      'A newer release has worked here: this one gets no runs. Start that one, or see “Upgrading and going back” in the operator guide'
    say('error', words, { build, newer: taken.newer })
  } else if (!taken.taken) {
    say('info', 'Another release of the same engine gets the runs: this one takes them once that one has gone', {
      build,
      beside: taken.beside,
    })
  } else if (taken.pinned > 0) {
    say('warn', 'Open runs are pinned to the release before: keep a worker of it', { build, pinned: taken.pinned })
  }
}

/** What is asked every minute is said when it changes. */
function sayOnce(logger: Logger): Say {
  let last = ''
  return (level, words, detail) => {
    if (words !== last) logger[level](detail, words)
    last = words
  }
}
