import { z } from '@hono/zod-openapi'
import { listDecisions } from '@patchbay/core/decisions/list-decisions'
import { cancelRun } from '@patchbay/core/runs/cancel-run'
import { decide } from '@patchbay/core/runs/decide'
import { getRun } from '@patchbay/core/runs/get-run'
import { getStepData } from '@patchbay/core/runs/get-step-data'
import { listRuns } from '@patchbay/core/runs/list-runs'
import { retryRun } from '@patchbay/core/runs/retry-run'
import { runAgain } from '@patchbay/core/runs/run-again'
import { RUN_STATES } from '@patchbay/core/runs/run-states'
import { answer, done, items } from '../answer.ts'
import { bodyOf, define, idParam, limitParam, listParam, newRoutes, optionalBodyOf } from '../define.ts'
import { keyIn, mayRepeat } from '../idempotency-key.ts'
import { Decision, Run, RunDetail, StepData } from '../run-schemas.ts'
import { Json } from '../schema-parts.ts'
import { DeliveryId, Done, listOf, pageOf } from '../schemas.ts'

const Runs = pageOf(Run)
const Decisions = listOf(Decision)
const params = z.object({ id: idParam('The run') })
const tag = 'Runs'
const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .openapi({ type: 'string', format: 'date-time' })
  .optional()

const list = define({
  method: 'get',
  path: '/runs',
  tag,
  summary: 'Runs, newest first',
  scope: 'runs:read',
  request: {
    query: z.object({
      state: listParam(z.enum(RUN_STATES)),
      flow: z.uuid().optional(),
      from: moment,
      to: moment,
      text: z.string().max(200).optional().openapi({ description: 'Order number, e-mail address, …' }),
      cursor: z.string().max(200).optional(),
      limit: limitParam,
    }),
  },
  answer: Runs,
})

const get = define({
  method: 'get',
  path: '/runs/{id}',
  tag,
  summary: 'One run with its steps, attempts and intents',
  scope: 'runs:read',
  request: { params },
  answer: RunDetail,
})

const step = define({
  method: 'get',
  path: '/runs/{id}/steps/{stepRunId}',
  tag,
  summary: 'What a step was given, what it gave, and what it logged',
  scope: 'runs:read',
  request: { params: params.extend({ stepRunId: z.uuid() }) },
  answer: StepData,
})

const Cancel = z.strictObject({
  undo: z.boolean().optional().openapi({
    description:
      'Once it has stopped, what was done is undone by the undo that its step names, the last thing first; the run then ends as cancelled. A write without an undo becomes a decision. False when left out.',
  }),
})

const cancel = define({
  method: 'post',
  path: '/runs/{id}/cancel',
  tag,
  summary: 'Stop: no new effect begins from now on; what was done stays done, unless it is to be undone',
  scope: 'runs:write',
  request: { params, body: optionalBodyOf(Cancel) },
  answer: Done,
})

const retry = define({
  method: 'post',
  path: '/runs/{id}/retry',
  tag,
  summary: 'Go on from the step that failed',
  scope: 'runs:write',
  request: { params },
  answer: Done,
})

const again = define({
  method: 'post',
  path: '/runs/{id}/again',
  tag,
  summary: 'Run the same event from the start on the live version; every effect is applied anew',
  scope: 'runs:write',
  request: { params, headers: mayRepeat },
  answer: DeliveryId,
})

/** An answer that fits one kind says the opposite of another: each is told what it does. */
const VERDICTS = [
  'What the two verdicts mean, by the `kind` of the decision:',
  '',
  '- `unknown` (nobody knows whether the write went through). `done`: it did, and `answer` is what the vendor gave; the step has succeeded. `again`: it did not; it is sent once more under a new key, and if it had gone through it is applied twice.',
  '- `failed` (it did not go through, and its author wanted to be asked). `done`: it was done by hand, and `answer` is what came of it; the step has succeeded. `again`: it is tried again.',
  '- `undo` (it was to be undone, and could not be). `done`: it is undone now, by hand; undoing goes on with what came before. `again`: it is not; the undo is tried again.',
  '- `undo` with `byHand` (the write went through, and its step has no undo). `done`: a person has undone it, and the run counts it as undone. `again`: nothing is sent; what it did stays, and undoing goes on with what came before.',
].join('\n')

const decisions = define({
  method: 'get',
  path: '/decisions',
  tag: 'Decisions',
  summary:
    'What only a person can say: whether a write went through, what becomes of a failure, whether something is undone',
  about: VERDICTS,
  scope: 'runs:read',
  request: { query: z.object({ state: z.enum(['open', 'decided']).default('open') }) },
  answer: Decisions,
})

const decideOne = define({
  method: 'post',
  path: '/decisions/{id}',
  tag: 'Decisions',
  summary: 'Answer a decision: `done` or `again`. What they mean hangs on its kind',
  about: VERDICTS,
  scope: 'runs:write',
  request: {
    params: z.object({ id: idParam('The decision') }),
    body: bodyOf(
      z.object({ verdict: z.enum(['done', 'again']), answer: Json.optional(), note: z.string().max(1000).optional() }),
    ),
  },
  answer: z.object({ runId: z.uuid() }),
})

export const runRoutes = newRoutes()
  .openapi(list, async (c) => {
    const { state, flow, ...filter } = c.req.valid('query')
    const found = await listRuns(c.var.core, c.var.principal, { ...filter, states: state, flowId: flow })
    return c.json(answer(Runs, found), 200)
  })
  .openapi(get, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(answer(RunDetail, await getRun(c.var.core, c.var.principal, { runId: id })), 200)
  })
  .openapi(step, async (c) => {
    const { id, stepRunId } = c.req.valid('param')
    return c.json(answer(StepData, await getStepData(c.var.core, c.var.principal, { runId: id, stepRunId })), 200)
  })
  .openapi(cancel, async (c) => {
    const { id } = c.req.valid('param')
    const { undo } = c.req.valid('json')
    return c.json(done(await cancelRun(c.var.core, c.var.principal, { runId: id, undo })), 200)
  })
  .openapi(retry, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(done(await retryRun(c.var.core, c.var.principal, { runId: id })), 200)
  })
  .openapi(again, async (c) => {
    const input = { runId: c.req.valid('param').id, ...keyIn(c.req.valid('header')) }
    return c.json(answer(DeliveryId, await runAgain(c.var.core, c.var.principal, input)), 200)
  })
  .openapi(decisions, async (c) => {
    const found = await listDecisions(c.var.core, c.var.principal, c.req.valid('query'))
    return c.json(answer(Decisions, items(found)), 200)
  })
  .openapi(decideOne, async (c) => {
    const input = { decisionId: c.req.valid('param').id, ...c.req.valid('json') }
    return c.json(answer(z.object({ runId: z.uuid() }), await decide(c.var.core, c.var.principal, input)), 200)
  })
