import type { ConnectionSummary, FlowSummary } from '../read-models.ts'

/** What the first page shows. */
export type Home = {
  window: '24h' | '7d'
  accepted: Kpi
  succeededShare: Kpi
  failed: Kpi
  /** Accepted to finished, ms. */
  p50Ms: Kpi
  p95Ms: number | null
  duplicatesStopped: number
  finished: number
  succeeded: number
  openRuns: number
  needsPerson: NeedsPerson[]
  connections: ConnectionSummary[]
  busiest: { flow: FlowSummary; runs: number; byHour: number[]; succeededShare: number | null; p50Ms: number | null }[]
  /** True until the first run exists. */
  firstRun: boolean
  engine: { reachable: boolean; queued: number }
}

/** `series` has 24 (hours) or 28 (quarter days) values; `change` compares with the period before. */
export type Kpi = { value: number | null; change: number | null; series: number[] }

export type NeedsPerson =
  | {
      kind: 'connection'
      connectionId: string
      connector: string
      name: string
      reason: string
      held: number
      since: Date
    }
  | { kind: 'decision'; decisionId: string; runId: string; subject: string | null; question: string; since: Date }
  /** A question that was put to who looks. */
  | {
      kind: 'approval'
      approvalId: string
      runId: string
      subject: string | null
      question: string
      flowName: string
      deadlineAt: Date
      since: Date
    }
  | {
      kind: 'failures'
      /** As Problems lists it. */
      cause: string
      flowId: string
      flowName: string
      stepName: string
      /** Whose answer it was; null where no system was asked. */
      connector: { id: string; title: string } | null
      /** Of the last of them, as `lastSubject` and `status` (of HTTP) are. */
      message: string
      status: number | null
      lastSubject: string | null
      count: number
      lastRunId: string
      since: Date
    }
