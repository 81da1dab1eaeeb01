import * as cancels from './scenes/cancels.ts'
import { erasure } from './scenes/erasure.ts'
import * as goingOn from './scenes/going-on.ts'
import * as inbox from './scenes/inbox.ts'
import * as steering from './scenes/steering.ts'
import * as waits from './scenes/waits.ts'
import type { Stage } from './stage.ts'

/** What comes to a point, by the name that the point calls it by. */
export const SCENES: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  'approval mail': waits.approvalMail,
  erasure,
  tick: inbox.tick,
  'new schedule': inbox.newSchedule,
  'cancel of a caller': cancels.cancelOfCaller,
  cancel: cancels.cancel,
  'cancel that undoes': cancels.cancelThatUndoes,
  'undo that is made': cancels.undoThatIsMade,
  'last undo': cancels.lastUndo,
  scope: cancels.scope,
  'undo of a scope': cancels.undoOfScope,
  'lanes of a scope': cancels.lanesOfScope,
  'undo put to a person': cancels.undoPutToPerson,
  'call under way': goingOn.callUnderWay,
  'large value': goingOn.largeValue,
  'working out': goingOn.workingOut,
  'retry of a step': goingOn.retryOfStep,
  'retry that is due': goingOn.retryThatIsDue,
  loop: goingOn.loop,
  repeat: goingOn.repeat,
  'long loop': goingOn.longLoop,
  'take-over': goingOn.takeOver,
  'retry by a person': steering.retryByPerson,
  'settled step': steering.settledStep,
  'run again': steering.runAgain,
  'start by a person': inbox.startByPerson,
  decision: steering.decision,
  'mended connection': steering.mendedConnection,
  pause: steering.pause,
  resume: steering.resume,
  'bulk job': steering.bulkJob,
  'bulk item': steering.bulkItem,
  approval: waits.approval,
  'approval that is answered': waits.approvalThatIsAnswered,
  'call of a flow': waits.callOfFlow,
  'end of a called run': waits.endOfCalled,
  'event wait': waits.eventWait,
  'event met': waits.eventMet,
  'turn in a line': inbox.turnInLine,
  'newer event': inbox.newerEvent,
  gather: inbox.gather,
  'gather that is due': inbox.gatherThatIsDue,
  'answered webhook': inbox.answeredWebhook,
  'waiting caller': inbox.waitingCaller,
}
