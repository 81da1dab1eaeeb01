import { loadAnswers } from '@patchbay/core/inbox/load-answer'
import { findSource } from '@patchbay/db/functions'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { ServerDependencies } from './server-dependencies.ts'

const Params = z.object({ address: z.string(), deliveryId: z.uuid() })

/** Where a caller asks again after the deadline. Whoever knows the address may: it is the secret. */
export function statusRoute(app: FastifyInstance, deps: ServerDependencies): void {
  app.get('/hooks/:address/answers/:deliveryId', async (request, reply) => {
    const params = Params.safeParse(request.params)
    const source = params.success ? await findSource(deps.receiver.db, params.data.address) : null
    if (!params.success || !source)
      return reply.code(404).send({ error: 'not_found', message: 'There is no such address.' })
    const { id: sourceId, workspaceId } = source
    const deliveryIds = [params.data.deliveryId]
    const [outlook] = await loadAnswers(deps.receiver.db, { workspaceId, deliveryIds, sourceId })
    const { answer, open, words } = outlook ?? { answer: null, open: false, words: 'There is no such event.' }
    if (answer) return reply.code(answer.status).send(answer.body)
    return reply.code(202).send({ state: open ? 'pending' : 'unanswered', message: words })
  })
}
