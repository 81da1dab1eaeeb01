import { Client, Connection } from '@temporalio/client'
import { percentile } from './percentile.ts'

export type HistoryFigures = {
  /** Of the runs measured: the fewest, the median, the most. */
  events: { least: number; median: number; most: number }
  /** Means a run. */
  workflowTasks: number
  activities: number
  localActivities: number
}

type Run = { id: string; epoch: number }

const WORKFLOW_TASK_COMPLETED = 7
const ACTIVITY_TASK_SCHEDULED = 10
const MARKER_RECORDED = 25

/** What the durable engine wrote down for each run. */
export async function readHistories(env: Readonly<Record<string, string>>, runs: Run[]): Promise<HistoryFigures> {
  const connection = await Connection.connect({ address: env['TEMPORAL_ADDRESS'] ?? '' })
  try {
    const client = new Client({ connection, namespace: env['TEMPORAL_NAMESPACE'] ?? 'patchbay' })
    const lengths: number[] = []
    const sums = { workflowTasks: 0, activities: 0, localActivities: 0 }
    for (const { id, epoch } of runs) {
      const { events } = await client.workflow.getHandle(`run/${id}/${epoch}`).fetchHistory()
      const types = (events ?? []).map(({ eventType }) => Number(eventType))
      lengths.push(types.length)
      sums.workflowTasks += types.filter((type) => type === WORKFLOW_TASK_COMPLETED).length
      sums.activities += types.filter((type) => type === ACTIVITY_TASK_SCHEDULED).length
      sums.localActivities += types.filter((type) => type === MARKER_RECORDED).length
    }
    const mean = (sum: number) => Math.round((sum / runs.length) * 10) / 10
    return {
      events: { least: Math.min(...lengths), median: percentile(lengths, 0.5), most: Math.max(...lengths) },
      workflowTasks: mean(sums.workflowTasks),
      activities: mean(sums.activities),
      localActivities: mean(sums.localActivities),
    }
  } finally {
    await connection.close()
  }
}
