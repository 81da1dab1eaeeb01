import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { canonicalJson } from './canonical-json.ts'
import type { Plan } from './plan.ts'

/** What a plan is stored and cached by: SHA-256 of its canonical JSON, as 64 hexadecimal digits. */
export function planHash(plan: Plan): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(plan))))
}
