import { inWorkspace } from '@patchbay/db/in-workspace'
import { type Batch, type ErasureJob, saveProgress } from './erasure-job.ts'
import { keepLearnt, rootsOf } from './kin.ts'
import { payloadMentions } from './payload-mentions.ts'
import { nextRuns, valuesOf, wordsIn } from './run-values.ts'

/**
 * One batch of runs that called others, were called, do another again or are done again: writes down what they tell of the
 * person besides, before anything is taken out. Those that never heard the address or id may stand anywhere among them.
 */
export async function learnOfKin(job: ErasureJob): Promise<Batch> {
  const { after, named } = await inWorkspace(job.db, job.workspaceId, async (tx) => {
    const { ids, after } = await nextRuns(tx, job)
    const kin = await rootsOf(tx, ids)
    return { after, named: await valuesOf(tx, [...kin.keys()], payloadMentions(job.person)) }
  })
  const told: { runId: string; words: string[] }[] = []
  for (const [runId, values] of Map.groupBy(named, (one) => one.runId))
    told.push({ runId, words: (await wordsIn(job, values)) ?? [] })
  return inWorkspace(job.db, job.workspaceId, async (tx) => {
    await keepLearnt(tx, job, told)
    const batch: Batch = { counts: {}, openRuns: [], after }
    await saveProgress(tx, job, batch)
    return batch
  })
}
