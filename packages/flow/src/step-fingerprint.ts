import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { canonicalJson } from './canonical-json.ts'
import type { Step } from './document.ts'

/**
 * Changes when what a step does changes, so that a test of it can be told from one of how it was before. Its name,
 * place and notes, when it is tried again, what becomes of its failure, how events become runs, and which account it uses make no
 * difference: going live swaps accounts.
 */
export function stepFingerprint(step: Step): string {
  const {
    name: _name,
    position: _position,
    note: _note,
    outputSchema: _schema,
    parent: _parent,
    lane: _lane,
    ...does
  } = step
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(withoutAccount(does))))).slice(0, 24)
}

function withoutAccount(does: Omit<Step, 'name' | 'position'>): object {
  if (!('kind' in does)) return does
  const {
    connectionId: _account,
    policy: _policy,
    onUnknown: _unknown,
    onAuthFailure: _auth,
    ifFails: _fails,
    withoutUndo: _undo,
    runs: _runs,
    ...rest
  } = {
    connectionId: null,
    policy: null,
    onUnknown: null,
    onAuthFailure: null,
    ifFails: null,
    withoutUndo: null,
    runs: null,
    ...does,
  }
  if (!('trigger' in rest) || typeof rest.trigger !== 'object' || rest.trigger === null) return rest
  return { ...rest, trigger: { ...rest.trigger, connectionId: null } }
}
