import type { RunEnd } from './host.ts'

export function stoppedAs(outcome: 'succeeded' | 'failed' | 'cancelled'): RunEnd {
  return outcome === 'failed' ? { outcome, failedNode: null, code: null } : { outcome, failedNode: null, code: null }
}
