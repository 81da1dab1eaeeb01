import type { ActionManifest } from '@patchbay/connector-sdk/manifest'
import type { ActionStep, RetryableCode, StepPolicy } from '@patchbay/flow/document'

/** A kind of failure in a word. `code`: it can be moved to the other row; otherwise `why` says why it cannot. */
export type FailureWord = { words: string; code: RetryableCode } | { words: string; code: null; why: string }

type Choices = Pick<ActionStep, 'onUnknown' | 'onAuthFailure'>
type Safety = Pick<ActionManifest, 'effect' | 'idempotency' | 'onUnknown'>

/** Which failures a step tries again after, and which not, as the engine judges them. */
export function failureWords(
  action: Safety,
  policy: Pick<StepPolicy, 'retryOn'>,
  choices: Choices,
): { retried: FailureWord[]; notRetried: FailureWord[] } {
  const reads = action.effect === 'read' || action.effect === 'pure'
  const words: Record<(typeof MOVABLE)[number], string> = {
    upstream: reads ? 'no answer, or their side: 5xx' : 'not reached',
    rate_limited: 'too many calls',
    not_found: 'not found',
    conflict: 'conflict',
  }
  const word = (code: (typeof MOVABLE)[number]): FailureWord => ({ words: words[code], code })
  const retried = MOVABLE.filter((code) => policy.retryOn.includes(code)).map(word)
  const notRetried = MOVABLE.filter((code) => !policy.retryOn.includes(code)).map(word)
  if (!reads) {
    const open = unknownWord(action, choices)
    if (open.retried) retried.push(open.word)
    else notRetried.push(open.word)
  }
  notRetried.push(
    { words: 'invalid input', code: null, why: 'The same input would be refused again.' },
    keyWord(choices),
  )
  return { retried, notRetried }
}

/** A write without an answer is judged by how a repeat is kept from applying twice, not by the list. */
function unknownWord(action: Safety, choices: Choices): { retried: boolean; word: FailureWord } {
  const mayRepeat = (choices.onUnknown ?? action.onUnknown) === 'may_repeat'
  const retried = action.idempotency.kind !== 'none' || mayRepeat
  const why =
    action.idempotency.kind !== 'none'
      ? 'A repeat cannot apply twice.'
      : mayRepeat
        ? 'It may repeat: see below.'
        : 'It could be done twice: see below.'
  return { retried, word: { words: retried ? 'no answer, 5xx' : 'no answer, 5xx: held', code: null, why } }
}

function keyWord({ onAuthFailure }: Choices): FailureWord {
  return onAuthFailure === 'fail'
    ? { words: 'key refused: fails', code: null, why: 'You chose so below.' }
    : { words: 'key refused: held', code: null, why: 'The run is held until the connection works.' }
}

/** In the order of how often they come. */
const MOVABLE = ['upstream', 'rate_limited', 'not_found', 'conflict'] as const
