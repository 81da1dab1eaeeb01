import type { ReceiverDependencies } from '@patchbay/core/inbox/receive-webhook'
import type { Logger } from '@patchbay/observability/logger'
import type { AnswerBoard } from './answer-board.ts'

export type ServerDependencies = {
  receiver: ReceiverDependencies
  answers: AnswerBoard
  logger: Logger
  wakeWorker: () => void
}
