import { cn } from './cn.ts'

/** `quiet`: nothing was asked of it in those two hours. */
export type Answer = 'answering' | 'slow' | 'failing' | 'quiet'

export type AvailabilityStripProps = {
  /** Twelve, of two hours each, oldest first. */
  slots: readonly { answer: Answer /** "08:00 to 10:00: 31 of 40 calls answered" */; title?: string }[]
  className?: string
}

export function AvailabilityStrip({ slots, className }: AvailabilityStripProps) {
  return (
    <span role="img" aria-label={answerWords(slots.map((slot) => slot.answer))} className={cn('ui-rings', className)}>
      {slots.map((slot, index) => (
        <i key={index} data-answer={slot.answer} title={slot.title ?? slot.answer} />
      ))}
    </span>
  )
}

/** "Last 24 hours: answering, slow in 1 of 12, failing in 2 of 12" */
export function answerWords(answers: readonly Answer[]): string {
  const of = (answer: Answer) => answers.filter((each) => each === answer).length
  const parts = (['slow', 'failing'] as const)
    .filter((answer) => of(answer) > 0)
    .map((answer) => `${answer} in ${of(answer)} of ${answers.length}`)
  const start = of('quiet') === answers.length ? 'not used' : of('answering') > 0 ? 'answering' : null
  return `Last 24 hours: ${[start, ...parts].filter((part) => part !== null).join(', ')}`
}

/** "answering · slow · failing", under a list of strips. */
export function AvailabilityLegend({ className }: { className?: string }) {
  return (
    <span className={cn('inline-flex flex-wrap items-center gap-3.5 text-ink-3 text-small', className)}>
      {(['answering', 'slow', 'failing'] as const).map((answer) => (
        <span key={answer} className="inline-flex items-center gap-1.5">
          <span className="ui-rings" aria-hidden="true">
            <i data-answer={answer} />
          </span>
          {answer}
        </span>
      ))}
    </span>
  )
}
