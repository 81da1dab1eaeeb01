import type { Schedule } from '@patchbay/flow/document'
import { clockWords, dateWords } from '@patchbay/ui/relative-time-words'
import { useNow } from '@patchbay/ui/use-now'
import { useCron } from './use-cron.ts'

/** The next five times, so that nobody finds out at night that it was the other eight o'clock. */
export function NextTimes({ schedule, timeZone }: { schedule: Schedule; timeZone: string }) {
  const cron = useCron()
  const now = useNow(60_000)
  const times = cron === null || now === null ? [] : cron.nextTimes(schedule, now)
  return (
    <div className="min-h-18 rounded-2 bg-surface-2 px-3 py-2 text-small">
      <h3 className="font-medium text-ink-2">Next</h3>
      {cron !== null && times.length === 0 ? <p className="text-ink-3">No time to come.</p> : null}
      <ol className="flex flex-wrap gap-x-4 text-ink-2 tabular-nums">
        {times.map((at) => (
          <li key={at.getTime()}>
            {new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone }).format(at)}{' '}
            {dateWords(at, now ?? at, timeZone)}, {clockWords(at, timeZone)}
          </li>
        ))}
      </ol>
    </div>
  )
}

/** An expression in words, or what is wrong with it. */
export function CronWords({ expression, timeZone }: { expression: string; timeZone: string }) {
  const cron = useCron()
  if (cron === null || expression.trim() === '') return 'Minute, hour, day of the month, month, day of the week.'
  const said = cron.cronWords(expression, timeZone)
  return 'words' in said ? <span className="text-ink-2">{said.words}</span> : said.wrong
}
