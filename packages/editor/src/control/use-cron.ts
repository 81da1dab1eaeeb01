import { useEffect, useState } from 'react'
import type { cronWords, nextTimes } from './cron-words.ts'

type CronParts = { cronWords: typeof cronWords; nextTimes: typeof nextTimes }

let loaded: CronParts | null = null

/** What reads cron expressions; null until it is loaded, which only forms with times do. */
export function useCron(): CronParts | null {
  const [parts, setParts] = useState(loaded)
  useEffect(() => {
    if (parts !== null) return
    let here = true
    void import('./cron-words.ts').then((module) => {
      loaded = module
      if (here) setParts(module)
    })
    return () => {
      here = false
    }
  }, [parts])
  return parts
}
