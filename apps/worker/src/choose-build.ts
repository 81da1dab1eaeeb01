import { buildIdOf } from '@patchbay/engine/build-id'
import { currentBuild, giveBack, takeOver } from '@patchbay/engine/worker-versions'
import type { Logger } from '@patchbay/observability/logger'

type Client = Parameters<typeof takeOver>[0]
type Of = { client: Client; namespace: string; logger: Logger }

/** The build that this worker is known by in Temporal; null where versions are switched off or Temporal keeps none. */
export async function chooseBuild(of: Of & { code: string; versions: boolean }): Promise<string | null> {
  const { client, namespace, logger } = of
  const before = await currentBuild(client, namespace)
  if (before === 'unsupported') {
    logger.warn('This Temporal keeps no versions of workers: a new release must replay every open run')
    return null
  }
  if (of.versions) return buildIdOf(of.code)
  await giveBack(client, namespace)
  return null
}

/** Has runs go to this build, once its worker polls. */
export async function takeRunsOver({ client, namespace, logger }: Of, buildId: string): Promise<void> {
  const taken = await takeOver(client, { namespace, buildId })
  if (!taken.taken) {
    logger.error(
      { build: buildId, newer: taken.newer },
      'A newer release has worked here: this one gets no runs. Start that one, or see “Upgrading and going back” in the operator guide',
    )
  } else if (taken.pinned > 0) {
    logger.warn(
      { build: buildId, pinned: taken.pinned },
      'Open runs are pinned to the release before: keep a worker of it',
    )
  }
}
