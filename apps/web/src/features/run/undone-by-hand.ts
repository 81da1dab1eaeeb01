import type { RunDetail, StepRunView } from '../../trpc/types.ts'

/** With this note questions were answered `done` before `again` said it: what was applied is still there. */
const MAY_STAY = 'It may stay.'

/** Whether somebody said that they undid themselves what this step has applied last. */
export const isUndoneByHand = ({ id, state, finishedAt }: StepRunView, { decisions }: RunDetail): boolean =>
  state === 'succeeded' &&
  finishedAt !== null &&
  decisions.some(
    ({ stepRunId, kind, verdict, note, askedAt }) =>
      stepRunId === id && kind === 'undo' && verdict === 'done' && note !== MAY_STAY && askedAt >= finishedAt,
  )
