import type { StoredData, WorkspaceSettings } from '../../trpc/types.ts'
import { counted } from '../shared/words.ts'
import { sizeWords } from './size-words.ts'

export type KeptField = 'keepPayloadDays' | 'keepSucceededDays' | 'keepFailedDays' | 'keepMetadataDays' | 'keepKeyDays'
export type KeptPart = {
  field: KeptField
  title: string
  what: string
  /** What no choice of one's own means. */
  longest: (settings: WorkspaceSettings) => string
  most: (settings: WorkspaceSettings) => number
  fewest: number
  /** "Takes 214 MB now"; null where nothing was counted. */
  now: (stored: StoredData) => string | null
}

const most = ({ mostDays }: WorkspaceSettings) => mostDays
const asLong = (settings: WorkspaceSettings) => `${counted(settings.mostDays, 'day')}, the most here`

/** In the order in which things go. */
export const KEPT_PARTS: readonly KeptPart[] = [
  {
    field: 'keepPayloadDays',
    title: 'What was said',
    what: 'Events, what steps were given and what they gave, log lines. Without it a run shows what happened, and cannot be retried.',
    longest: () => 'As long as the run',
    most,
    fewest: 1,
    now: ({ payloads, blobs }) =>
      `Takes ${sizeWords(payloads.bytes)} now${blobs.rows === 0 ? '' : `, ${sizeWords(blobs.bytes)} of it in ${counted(blobs.rows, 'large value')}`}`,
  },
  {
    field: 'keepSucceededDays',
    title: 'Runs that succeeded',
    what: 'With every step and try.',
    longest: asLong,
    most,
    fewest: 1,
    now: ({ succeeded }) => `${counted(succeeded.rows, 'run')} now`,
  },
  {
    field: 'keepFailedDays',
    title: 'Runs that failed or were cancelled',
    what: 'With every step and try, and why.',
    longest: asLong,
    most,
    fewest: 1,
    now: ({ failed }) => `${counted(failed.rows, 'run')} now`,
  },
  {
    field: 'keepMetadataDays',
    title: 'Runs and events in the lists',
    what: 'That they were, when, and how they ended.',
    longest: () => 'As long as their steps',
    most,
    fewest: 1,
    now: ({ deliveries }) => `${counted(deliveries.rows, 'event')} now`,
  },
  {
    field: 'keepKeyDays',
    title: 'Keys of events',
    what: 'Fingerprints by which an event that comes twice, or a request to the API that is repeated, is taken once.',
    longest: ({ mostKeyDays }) => counted(mostKeyDays, 'day'),
    most: ({ mostKeyDays }) => mostKeyDays,
    fewest: 7,
    now: () => null,
  },
]
