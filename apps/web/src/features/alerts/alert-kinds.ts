import type { AlertSettings } from '../../trpc/types.ts'

export type AlertKind = AlertSettings['mail'][number]

export const alertKinds: readonly { kind: AlertKind; word: string; help: string }[] = [
  { kind: 'failure', word: 'A flow fails', help: 'Its first failure. The next ones are counted, not told again.' },
  { kind: 'connection', word: 'A connection needs attention', help: 'A vendor refuses its credential, runs wait.' },
  {
    kind: 'decision',
    word: 'A decision waits',
    help: 'What became of a write, a failure or an undo is for a person to say.',
  },
  { kind: 'silence', word: 'A flow is silent', help: 'It usually runs, and has not for longer than ever.' },
]
