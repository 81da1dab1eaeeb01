import { testDatabase } from '@patchbay/db/testing'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { expect, test, vi } from 'vitest'
import { runWorkflowId } from './contract.ts'
import { ended, states, until } from './testing/observe.ts'
import { action, planOf, waitStep } from './testing/plans.ts'
import { takeOverSilent } from './testing/take-over.ts'
import { openWorld } from './testing/world.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
const at = () => ({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })

test('a run whose history its workflow does not fit any more is not stuck: it goes on from its checkpoints', async () => {
  const first = await openWorld(at())
  const { runId } = await first.start(
    planOf([
      action('before', 'keyed', { connectionId: first.connectionId }),
      waitStep('wait', 3_000),
      action('after', 'keyed', { connectionId: first.connectionId }),
    ]),
  )
  await first.dispatch()
  await until(first, runId, (seen) => states(seen)['wait'] === 'waiting')
  await first.stopWorking()

  // As if a release had changed what is asked for.
  const strange = (code: string) => code.replaceAll('quick.runSegment(', 'quick.loadApplied(')
  const second = await openWorld({ ...at(), change: strange })
  const workflow = first.client.workflow.getHandle(runWorkflowId(runId, 1))
  await vi.waitFor(async () => expect((await workflow.describe()).status.name).toBe('FAILED'), { timeout: 20_000 })
  await second.stopWorking()
  const third = await openWorld(at())
  await takeOverSilent(third, { workspaceId: first.workspaceId, runId })
  const done = await until(first, runId, ended)
  expect(done.run).toMatchObject({ state: 'succeeded', epoch: 2 })
  expect(first.vendor.effects).toHaveLength(2)
  await Promise.all([first.close(), second.close(), third.close()])
}, 60_000)
