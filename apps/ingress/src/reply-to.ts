import type { Received } from '@patchbay/core/inbox/receive-webhook'
import type { FastifyReply } from 'fastify'
import type { AnswerBoard } from './answer-board.ts'

type ReplyContext = { reply: FastifyReply; answers: AnswerBoard; address: string }

/** What the sender hears. A flow that is off is a 2xx: vendors delete subscriptions that fail. */
export async function replyTo(received: Received, { reply, answers, address }: ReplyContext) {
  switch (received.kind) {
    case 'unknown_address':
      return reply.code(404).send({ error: 'not_found', message: 'There is no such address.' })
    case 'wrong_signature':
      return reply.code(401).send({ error: 'wrong_signature', message: received.reason })
    case 'bad_body':
      return reply.code(400).send({ error: 'invalid_json', message: received.message })
    case 'accepted':
      return answer(received, { reply, answers, address })
  }
}

async function answer(received: Extract<Received, { kind: 'accepted' }>, { reply, answers, address }: ReplyContext) {
  const deliveries = received.deliveries.map(({ deliveryId, state, duplicateOf }) => ({
    id: deliveryId,
    state,
    duplicateOf,
  }))
  const first = deliveries[0]
  // The same delivery again gets the stored answer of the first.
  const answered = first && (first.state === 'accepted' ? first.id : first.duplicateOf)
  const { answer: mode, workspaceId } = received.source
  if (mode?.kind !== 'flow' || !answered) return reply.code(202).send({ deliveries })
  const isNew = first.state === 'accepted'
  const given = await answers.wait({ workspaceId, deliveryId: answered, isNew }, mode.deadlineMs)
  if (given.answer) return reply.code(given.answer.status).send(given.answer.body)
  return reply.code(202).send({ deliveries, status: `/hooks/${address}/answers/${answered}`, message: given.words })
}
