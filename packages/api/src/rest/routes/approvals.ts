import { z } from '@hono/zod-openapi'
import { decideApproval } from '@patchbay/core/waits/decide-approval'
import { getApproval, pageApprovals } from '@patchbay/core/waits/list-approvals'
import { answer } from '../answer.ts'
import { Approval } from '../approval-schema.ts'
import { bodyOf, define, idParam, limitParam, newRoutes } from '../define.ts'
import { Json } from '../schema-parts.ts'
import { pageOf } from '../schemas.ts'

const Approvals = pageOf(Approval)
const Decided = z.object({ runId: z.uuid() })
const params = z.object({ id: idParam('The approval') })
const tag = 'Approvals'

const list = define({
  method: 'get',
  path: '/approvals',
  tag,
  summary: 'Questions that runs have put to people, newest first',
  scope: 'runs:read',
  request: {
    query: z.object({
      state: z.enum(['open', 'over']).default('open').openapi({
        description: '`over`: answered, expired or withdrawn because the run ended or went on without it.',
      }),
      cursor: z.string().max(200).optional(),
      limit: limitParam,
    }),
  },
  answer: Approvals,
})

const get = define({
  method: 'get',
  path: '/approvals/{id}',
  tag,
  summary: 'One question with its facts and its form',
  scope: 'runs:read',
  request: { params },
  answer: Approval,
})

const decide = define({
  method: 'post',
  path: '/approvals/{id}',
  tag,
  summary: 'Answer a question, once: a second answer is a conflict that says what the first one was',
  scope: 'approvals:write',
  request: {
    params,
    body: bodyOf(
      z.object({
        verdict: z.enum(['approved', 'refused']),
        answers: z
          .record(z.string().max(200), Json)
          .default({})
          .openapi({ description: 'By the name of the form’s field.' }),
        note: z.string().max(2000).optional(),
      }),
    ),
  },
  answer: Decided,
})

export const approvalRoutes = newRoutes()
  .openapi(list, async (c) => {
    const found = await pageApprovals(c.var.core, c.var.principal, c.req.valid('query'))
    return c.json(answer(Approvals, found), 200)
  })
  .openapi(get, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(answer(Approval, await getApproval(c.var.core, c.var.principal, { approvalId: id })), 200)
  })
  .openapi(decide, async (c) => {
    const input = { approvalId: c.req.valid('param').id, ...c.req.valid('json') }
    return c.json(answer(Decided, await decideApproval(c.var.core, c.var.principal, input)), 200)
  })
