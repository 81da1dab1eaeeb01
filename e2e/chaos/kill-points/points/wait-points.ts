import type { KillPoint } from './kill-point.ts'
import { END, ingressAfter, pointOf, webAfter, webBefore, workerAfter, workerBefore } from './point.ts'

const APPROVED = ['update:approval', 'update:step_run'] as const
const CALLED = ['insert:run', 'insert:step_run'] as const
const MET = ['update:event_wait', 'update:delivery'] as const
const TOLD = ['insert:system_mail', 'update:approval'] as const
const JOINED = ['insert:gather_item', 'update:delivery'] as const
const CLOSED = ['insert:run', 'update:gather'] as const
const mails = pointOf('approval mail')
const approval = pointOf('approval')
const calling = pointOf('call of a flow')
const calledEnds = pointOf('end of a called run')
const waiting = pointOf('event wait')
const met = pointOf('event met')
const turn = pointOf('turn in a line')
const joining = pointOf('gather')
const closing = pointOf('gather that is due')
const tick = pointOf('tick')
const answered = pointOf('answered webhook')

/** What runs wait for, and what makes runs. */
export const WAIT_POINTS: readonly KillPoint[] = [
  mails('mail leased', 'a mail is leased, it is not sent', workerAfter('lease_system_mail')),
  mails('mail sent', 'a mail is sent, it is not noted', workerBefore('finish_system_mail')),
  mails('writing mails', 'a question stands, its mails are not stored', workerBefore(...TOLD)),
  mails('mails written', 'the mails are stored, none is sent', workerAfter(...TOLD)),
  approval('asked', 'the question is stored, the engine has not heard of it', workerAfter('insert:approval')),
  pointOf('approval that is answered')('answering', 'a person approves, it is not stored', webBefore(...APPROVED)),
  pointOf('approval that is answered')(
    'approved',
    'the answer is stored, the workflow is not told',
    webAfter(...APPROVED),
  ),
  pointOf('new schedule')(
    'schedule made',
    'the engine has a new schedule, nothing says so',
    workerBefore('mark_schedule_applied'),
  ),
  tick('tick due', 'a time of a schedule is due, its tick is not stored', workerBefore('accept_tick')),
  tick('tick stored', 'the tick is stored, the engine has not heard of it', workerAfter('accept_tick')),
  joining('joining a gather', 'an event is read, it has not joined', workerBefore(...JOINED)),
  joining('joined a gather', 'an event has joined, nobody is told', workerAfter(...JOINED)),
  closing('closing a gather', 'a gather is due, its run is not stored', workerBefore(...CLOSED)),
  closing('gather closed', 'its run is stored, nobody is told', workerAfter(...CLOSED)),
  calling('calling a flow', 'a flow is to be called, neither run nor wait is stored', workerBefore(...CALLED)),
  calling(
    'flow called',
    'the called run is stored and its caller waits, the engine has not heard of it',
    workerAfter(...CALLED),
  ),
  calledEnds('called run ending', 'every step of the called run is over, it has not ended', workerBefore(...END)),
  calledEnds('called run ended', 'the called run has ended, its caller is not told', workerAfter(...END)),
  waiting('wait stored', 'a run waits for an event, the engine has not heard of it', workerAfter('insert:event_wait')),
  met('event meeting', 'the event is read, it has not met the run that waits', workerBefore(...MET)),
  met('event met', 'the event has met the run that waits, the workflow is not told', workerAfter(...MET)),
  turn('turn ending', 'the first of a line is through, it has not ended', workerBefore(...END)),
  turn('turn ended', 'the first of a line has ended, the next has no turn', workerAfter(...END)),
  pointOf('newer event')(
    'replaced',
    'a newer event has taken the place of a run, its workflow is not told',
    workerAfter('insert:run', 'update:run', 'update:delivery'),
  ),
  pointOf('waiting caller')(
    'accepted while waited',
    'the event is stored, its sender waits for the flow’s answer',
    ingressAfter('accept_event'),
  ),
  answered('answering a caller', 'the flow gives its answer, it is not stored', workerBefore('insert:run_answer')),
  answered('answer stored', 'the answer is stored, the caller has not heard it', workerAfter('insert:run_answer')),
]
