import type { KillPoint } from './kill-point.ts'
import { END, pointOf, webAfter, webBefore, workerAfter, workerBefore } from './point.ts'

const QUEUED = ['update:run', 'delete:step_run'] as const
const ASKED = ['update:run', 'insert:audit_entry'] as const
const retry = pointOf('retry by a person')
const settled = pointOf('settled step')
const started = pointOf('start by a person')
const decision = pointOf('decision')
const pause = pointOf('pause')
const resume = pointOf('resume')
const cancel = pointOf('cancel')
const called = pointOf('cancel of a caller')
const bulk = pointOf('bulk job')
const item = pointOf('bulk item')
const erasure = pointOf('erasure')

/** What people ask of runs. */
export const STEERING_POINTS: readonly KillPoint[] = [
  erasure(
    'erasing',
    'a batch is erased, neither that nor how far it came is stored',
    workerBefore('update:payload', 'update:erasure'),
  ),
  erasure(
    'batch erased',
    'a batch is erased and noted, the next is to come',
    workerAfter('update:payload', 'update:erasure'),
  ),
  called(
    'caller asked to stop',
    'a caller’s cancel is stored, neither it nor what it waits for is told',
    webAfter(...ASKED),
  ),
  called('caller stopped', 'the caller has ended, what it waits for is not told', workerAfter(...END)),
  cancel('asking to cancel', 'a person asks for a cancel, it is not stored', webBefore(...ASKED)),
  cancel('cancel asked', 'the cancel is stored, the workflow is not told', webAfter(...ASKED)),
  cancel('cancelling', 'the workflow has stopped, the run has not ended', workerBefore(...END)),
  cancel('cancelled', 'the run says cancelled, the engine has not heard of it', workerAfter(...END)),
  bulk('job stored', 'the job and its list are stored, no worker is told', webAfter('insert:bulk_job')),
  bulk('items taken', 'items are taken, nothing is done to them', workerAfter('update:bulk_job', 'update:bulk_item')),
  item('item in hand', 'the thing is done to an item, it is not stored', workerBefore('update:bulk_item', ...QUEUED)),
  item(
    'item done',
    'the thing is done and noted, the run’s workflow is not begun',
    workerAfter('update:bulk_item', ...QUEUED),
  ),
  retry('asking to retry', 'a person asks for a retry, it is not stored', webBefore(...QUEUED)),
  retry('retried', 'the steps are reset and the run is queued, no workflow is begun', webAfter(...QUEUED)),
  started('starting', 'a person starts a flow, it is not stored', webBefore('insert:delivery', 'insert:audit_entry')),
  started('started', 'the start is stored, nobody is told', webAfter('insert:delivery', 'insert:audit_entry')),
  settled('settling', 'a person leaves a failed step out, it is not stored', webBefore(...QUEUED)),
  settled('settled', 'the step is settled and the run is queued, no workflow is begun', webAfter(...QUEUED)),
  decision('deciding', 'a person decides, it is not stored', webBefore('update:decision', 'update:step_run')),
  decision(
    'decided',
    'the decision is stored, the held workflow is not told',
    webAfter('update:decision', 'update:step_run'),
  ),
  pointOf('mended connection')(
    'mended',
    'a credential is replaced, the held steps are not released',
    webAfter('update:connection', 'insert:audit_entry'),
  ),
  pointOf('mended connection')('steps released', 'the held steps are released, their workflows are not told', {
    ...webAfter('update:step_run'),
  }),
  pause('paused', 'the pause is stored, a call is under way', webAfter(...ASKED)),
  resume('resume asked', 'a resume is asked for, the run is not queued', webAfter(...ASKED)),
  resume('resumed', 'the run is queued again, no workflow is begun', webAfter(...QUEUED)),
  pointOf('run again')(
    'run again',
    'the new run stands with the results it takes over, nobody is told',
    webAfter('insert:run', 'insert:step_run'),
  ),
  pointOf('undo put to a person')(
    'undo decided',
    'it is stored that an undo was done by hand, the held workflow is not told',
    webAfter('update:decision', 'update:step_run'),
  ),
]
