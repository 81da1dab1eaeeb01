import type { StepPolicy } from '@patchbay/flow/document'
import { cn } from '@patchbay/ui/cn'
import { countingWords } from '@patchbay/ui/duration-words'
import { roughWords } from './durations.ts'
import { type TriesLine, triesLine } from './tries-line.ts'

/** The tries as numbered jacks on a dotted line; a second line shows what a vendor's word on the wait does. */
export function TriesChart({ policy }: { policy: StepPolicy }) {
  if (!(policy.maxAttempts > 1))
    return <p className="my-1.5 rounded-2 bg-surface-2 px-3 py-2 text-ink-2 text-small">It is tried once.</p>
  const toldMs = [60_000, 900_000, 3_600_000].find((ms) => ms > policy.initialDelayMs)
  return (
    <div className="@container my-1.5 grid gap-2.5 rounded-2 bg-surface-2 pt-2.25 pr-5.5 pb-2 pl-3">
      <Line label="Usually" line={triesLine(policy)} clock />
      {toldMs === undefined ? null : (
        <Line label={`Told “${roughWords(toldMs)}”`} line={triesLine(policy, toldMs)} clock={false} />
      )}
    </div>
  )
}

function Line({ label, line, clock }: { label: string; line: TriesLine; clock: boolean }) {
  return (
    <div className="flex flex-col @min-[430px]:flex-row">
      <span className="w-22 flex-none font-medium text-ink-2 text-small @min-[430px]:pt-3">{label}</span>
      <ol
        aria-label={`Tries, ${label.toLowerCase()}`}
        className={cn('flex w-full min-w-0 flex-none @min-[430px]:flex-1', clock ? 'h-13.5' : 'h-8.5')}
      >
        {line.tries.map((attempt, index) => {
          const wait = line.waits[index]
          return (
            <li
              key={attempt.number}
              className="relative flex min-w-4.5 not-last:min-w-9"
              style={{ flexGrow: wait === undefined ? 0 : wait.weight, flexBasis: wait === undefined ? 18 : 0 }}
            >
              <span className="relative mt-3.25 grid size-4.5 flex-none place-items-center rounded-full border-[1.5px] border-cable bg-surface font-semibold text-[10px] text-ink-2 leading-none">
                <span className="sr-only">Try </span>
                {attempt.number}
                {clock ? (
                  <span className="-translate-x-1/2 absolute top-5.5 left-1/2 whitespace-nowrap font-normal text-[11px] text-ink-3 leading-3.5 tabular-nums">
                    <span className="sr-only"> after </span>
                    {countingWords(attempt.startMs)}
                  </span>
                ) : null}
              </span>
              {wait === undefined ? null : <WaitLine wait={wait} />}
            </li>
          )
        })}
      </ol>
    </div>
  )
}

function WaitLine({ wait }: { wait: TriesLine['waits'][number] }) {
  return (
    <span className="relative min-w-0 flex-1">
      <span
        className={cn(
          '-translate-x-1/2 absolute top-0 left-1/2 whitespace-nowrap text-meta',
          wait.told ? 'font-semibold text-retry' : 'font-medium text-ink-2',
        )}
      >
        <span className="sr-only">, then a wait of </span>
        {roughWords(wait.ms)}
        {wait.gap > 0 ? ` × ${wait.gap + 1}` : ''}
      </span>
      <span
        aria-hidden="true"
        className={cn(
          'absolute inset-x-0 top-5.25 border-retry-solid',
          wait.told ? 'border-t-[2.5px]' : 'border-t-2 border-dotted',
        )}
      />
    </span>
  )
}
