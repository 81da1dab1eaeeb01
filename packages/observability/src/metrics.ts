/**
 * Names of measured things, in one place so that a dashboard, a page and a test speak of the same. Durations are in
 * milliseconds and end in `_ms`; counts end in `_total`.
 */
export const metricNames = {
  deliveriesAccepted: 'patchbay_deliveries_accepted_total',
  deliveriesDuplicate: 'patchbay_deliveries_duplicate_total',
  deliveriesRefused: 'patchbay_deliveries_refused_total',
  deliveriesDead: 'patchbay_deliveries_dead_total',
  inboxWaiting: 'patchbay_inbox_waiting',
  runsStarted: 'patchbay_runs_started_total',
  runsFinished: 'patchbay_runs_finished_total',
  runDuration: 'patchbay_run_duration_ms',
  stepAttempts: 'patchbay_step_attempts_total',
  stepDuration: 'patchbay_step_duration_ms',
  decisionsAsked: 'patchbay_decisions_asked_total',
  reconciled: 'patchbay_reconciled_total',
} as const

export type MetricName = (typeof metricNames)[keyof typeof metricNames]
