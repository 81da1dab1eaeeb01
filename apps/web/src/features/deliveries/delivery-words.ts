import type { DeliveryDetail, DeliverySummary } from '../../trpc/types.ts'
import { counted } from '../shared/words.ts'

const originWord: Record<DeliverySummary['origin'], string> = {
  event: 'Event',
  webhook: 'Web address',
  schedule: 'Schedule',
  manual: 'Started by hand',
  api: 'API',
  replay: 'Replay',
  call: 'Called by a flow',
}

/** Where it came from, and what it calls itself: "Event orders/paid". */
export function originWords(delivery: Pick<DeliverySummary, 'origin' | 'topic'>): string {
  return delivery.topic === null ? originWord[delivery.origin] : `${originWord[delivery.origin]} ${delivery.topic}`
}

/** What became of it, with the reason when there is one. */
export function outcomeWords(delivery: Pick<DeliverySummary, 'state' | 'reason' | 'runs'>): string {
  if (delivery.reason !== null) return delivery.reason
  switch (delivery.state) {
    case 'accepted':
      return 'Safely stored, waiting for a worker'
    case 'expanded':
      return delivery.runs.length === 0 ? 'Nothing in it for this flow' : counted(delivery.runs.length, 'run')
    case 'ignored':
      return 'No flow listens to this'
    case 'duplicate':
      return 'The same event was accepted before; nothing ran twice'
    case 'refused':
      return 'Not taken'
    case 'dead':
      return 'Set aside after several tries; nothing else was held up'
  }
}

/** All runs that came of an event, at whatever time it was brought in. */
export function runsOf({ runs, otherTimes }: Pick<DeliveryDetail, 'runs' | 'otherTimes'>): DeliverySummary['runs'] {
  const all = [...runs, ...otherTimes.flatMap((other) => other.runs)]
  return [...new Map(all.map((run) => [run.id, run])).values()]
}
