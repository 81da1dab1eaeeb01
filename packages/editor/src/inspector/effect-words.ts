import type { ActionManifest } from '@patchbay/connector-sdk/manifest'
import { roughWords } from './durations.ts'

export type EffectWords = { kind: 'once' | 'reads' | 'unsafe'; lead: string; rest: string }

/** What an action does outside, and what a try that is cut off leads to, in the manifest's words. */
export function effectWords(action: Pick<ActionManifest, 'effect' | 'idempotency'>, title: string): EffectWords {
  const { effect, idempotency } = action
  if (effect === 'pure') return { kind: 'reads', lead: 'Changes nothing outside.', rest: 'It can be repeated at will.' }
  if (effect === 'read') return { kind: 'reads', lead: 'Only reads.', rest: `It changes nothing at ${title}.` }
  switch (idempotency.kind) {
    case 'key': {
      const rest = `Each try carries the same key (${idempotency.carrier}), by which ${title} knows a repeat for ${roughWords(idempotency.keyTtlMs)}.`
      return { kind: 'once', lead: 'Applied once.', rest }
    }
    case 'lookup': {
      const rest = `If a try is cut off, Patchbay looks at ${title} before it tries again. ${idempotency.how}`
      return { kind: 'once', lead: 'Applied once.', rest }
    }
    case 'natural':
      return { kind: 'once', lead: 'Applied once.', rest: idempotency.why }
    case 'none':
      return {
        kind: 'unsafe',
        lead: 'Not repeat-safe.',
        rest: `${idempotency.why} “Retry & errors” says what then happens.`,
      }
  }
}
