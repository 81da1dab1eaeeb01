import type { ReceiverDependencies } from '@patchbay/core/inbox/receive-webhook'
import type { Logger } from '@patchbay/observability/logger'
import type { AnswerBoard } from './answer-board.ts'

export type ServerDependencies = {
  receiver: ReceiverDependencies
  answers: AnswerBoard
  logger: Logger
  wakeWorker: () => void
  limits?: {
    /** Of a request, from its first byte to the last of its body. */
    requestMs?: number
    /** Stopping waits this long for requests that are not there whole, and for answers of flows. */
    closeMs?: number
  }
}
