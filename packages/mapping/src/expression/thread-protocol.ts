import type { Json } from '@patchbay/flow/json'
import { evaluateExpression } from './evaluate-expression.ts'
import type { ExpressionBase, ExpressionResult } from './runner.ts'

/** `base` is left out when it is the one sent before. */
export type ToThread = { source: string; base?: ExpressionBase; item?: Json; resultBytes: number }

/** `cpuMs`: processor time the thread has used so far, where the platform tells. */
export type FromThread =
  | { kind: 'ready'; cpuMs?: number }
  | { kind: 'result'; result: ExpressionResult; cpuMs?: number }

/** The thread's side: answers one call at a time. */
export function serveExpressions(send: (message: FromThread) => void, cpuMs: () => number | undefined) {
  let base: ExpressionBase | undefined
  const used = () => {
    const ms = cpuMs()
    return ms === undefined ? {} : { cpuMs: ms }
  }
  const receive = async ({ source, base: newBase, item, resultBytes }: ToThread): Promise<void> => {
    base = newBase ?? base
    if (!base) throw new Error('The first call to an expression thread must carry its base.')
    const call = { source, base, ...(item === undefined ? {} : { item }) }
    send({ kind: 'result', result: await evaluateExpression(call, { resultBytes }), ...used() })
  }
  send({ kind: 'ready', ...used() })
  return receive
}
