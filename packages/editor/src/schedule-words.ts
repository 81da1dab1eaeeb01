import type { Schedule } from '@patchbay/flow/document'
import { waitWords } from '@patchbay/ui/duration-words'

/** "Every day at 08:00", "Every Monday at 17:30", "Every 15 min"; a rule that is none of these as it is written. */
export function scheduleWords(schedule: Schedule): string {
  if (schedule.kind === 'interval') return `Every ${waitWords(schedule.everyMs)}`
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = schedule.expression.trim().split(/\s+/)
  const at =
    /^\d+$/.test(minute) && /^\d+$/.test(hour) ? ` at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` : null
  const days = daysWords(weekday)
  if (at !== null && month === '*' && day === '*' && days !== null) return `${days}${at}`
  if (at !== null && month === '*' && /^\d+$/.test(day) && weekday === '*') return `Every month on day ${day}${at}`
  if (/^\d+$/.test(minute) && [hour, day, month, weekday].every((each) => each === '*'))
    return `Every hour at ${minute.padStart(2, '0')} past`
  return `By the rule ${schedule.expression}`
}

function daysWords(weekday: string): string | null {
  if (weekday === '*') return 'Every day'
  if (weekday === '1-5') return 'Monday to Friday'
  const days = weekday.split(',').map((each) => names[Number(each) % 7])
  return /^[0-7](,[0-7])*$/.test(weekday) ? `Every ${days.join(' and ')}` : null
}

const names = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
