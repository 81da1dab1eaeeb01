import type { KillPoint } from './kill-point.ts'
import { CHECKPOINT, END, INTENT, OUTCOME, pointOf, workerAfter, workerBefore } from './point.ts'

const sets = pointOf('working out')
const retry = pointOf('retry of a step')
const due = pointOf('retry that is due')
const loop = pointOf('loop')
const repeat = pointOf('repeat')
const longLoop = pointOf('long loop')
const takeOver = pointOf('take-over')
const unwinding = pointOf('cancel that undoes')
const undoing = pointOf('undo that is made')
const undone = pointOf('last undo')
const scope = pointOf('scope')
const scopeUndo = pointOf('undo of a scope')
const scopeLanes = pointOf('lanes of a scope')
const TURNS = 'what a cancel is to undo'

/** What a run goes through by itself. */
export const RUN_POINTS: readonly KillPoint[] = [
  {
    ...pointOf('call under way')('applied', 'the vendor has applied it, its answer is not here', workerAfter()),
    writes: [],
  },
  pointOf('large value')('blob stored', 'a large value is stored, no row refers to it', workerAfter('insert:blob')),
  sets('worked out', 'a step is worked out, it is not written down', workerBefore(...CHECKPOINT), 'tidy'),
  sets('checkpoint', 'it is written down, the engine has not heard of it', workerAfter(...CHECKPOINT), 'tidy'),
  retry('failure noted', 'a failed try is written down, the next is not planned', workerAfter(...OUTCOME), 'retrying'),
  due('next try', 'the next try is due, it is not written down', workerBefore(...INTENT), 'w'),
  loop('items over', 'a loop’s items are over, what it collects is not stored', workerBefore(...CHECKPOINT), 'loop'),
  loop(
    'collected',
    'what a loop collects is stored, the engine has not heard of it',
    workerAfter(...CHECKPOINT),
    'loop',
  ),
  repeat('pass over', 'a pass is over, its verdict is not stored', workerBefore(...CHECKPOINT), 'rep', '0'),
  repeat(
    'pass judged',
    'the verdict is stored, the engine has not heard of it',
    workerAfter(...CHECKPOINT),
    'rep',
    '0',
  ),
  {
    ...longLoop(
      'handing over',
      'the snapshot is taken, what was skipped is not written down',
      workerBefore('insert:step_run'),
    ),
    only: true,
  },
  {
    ...longLoop(
      'before handed over',
      'what was skipped is written down, the history is not handed over',
      workerAfter('insert:step_run'),
    ),
    only: true,
  },
  takeOver(
    'workflow gone',
    'a run is found without its workflow, it has no new epoch',
    workerBefore('update:run', 'delete:step_run'),
  ),
  takeOver(
    'taken over',
    'the run has its next epoch, nobody has begun it',
    workerAfter('update:run', 'delete:step_run'),
  ),
  unwinding('before undoing', 'a run that is to undo has stopped, it is not queued to undo', workerBefore(...END)),
  unwinding('queued to undo', `${TURNS} is queued, the engine knows nothing of it`, workerAfter(...END)),
  pointOf('cancel that undoes')(
    'undo intended',
    'an undo is written down, no byte has left',
    workerAfter(...INTENT),
    'bu',
  ),
  undoing('undo applied', 'an undo is applied, nothing says so', workerBefore(...OUTCOME)),
  undoing('undo noted', 'the first undo is written down, the others are to come', workerAfter(...OUTCOME)),
  undone('before undone', 'all is undone, the run has not ended', workerBefore(...END)),
  undone('undone', 'the run that undid has ended, the engine has not heard of it', workerAfter(...END)),
  scope('scope failing', 'a step of a scope was refused, nothing says so', workerBefore(...OUTCOME)),
  scope('scope failed', 'the failure is written down, no undo has begun', workerAfter(...OUTCOME)),
  pointOf('scope')(
    'undo of a scope intended',
    'its undo is written down, no byte has left',
    workerAfter(...INTENT),
    'au',
  ),
  scopeUndo('undo of a scope applied', 'its undo is applied, nothing says so', workerBefore(...OUTCOME)),
  scopeUndo('undo of a scope noted', 'its undo is written down, the catch lane is to come', workerAfter(...OUTCOME)),
  scopeLanes('before the catch lane', 'the undos are done, the catch lane has not begun', workerBefore(...INTENT), 'c'),
  scopeLanes(
    'before the finally lane',
    'the catch lane is over, the finally lane has not begun',
    workerBefore(...INTENT),
    'f',
  ),
]
