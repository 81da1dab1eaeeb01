'use client'

import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react'

/**
 * The time, renewed every `everyMs`; `null` while the server renders and until the page is live, so that both say the
 * same. All users of one interval share one timer.
 */
export function useNow(everyMs: number): Date | null {
  const clock = clockOf(everyMs)
  return useSyncExternalStore(clock.subscribe, clock.read, onServer)
}

const onServer = () => null

type Clock = { subscribe: (listener: () => void) => () => void; read: () => Date }
const clocks = new Map<number, Clock>()

function clockOf(everyMs: number): Clock {
  const known = clocks.get(everyMs)
  if (known !== undefined) return known
  const listeners = new Set<() => void>()
  let now = new Date()
  let timer: ReturnType<typeof setInterval> | undefined
  const tick = () => {
    now = new Date()
    for (const listener of listeners) listener()
  }
  const clock: Clock = {
    read: () => now,
    subscribe: (listener) => {
      listeners.add(listener)
      if (timer === undefined) {
        now = new Date()
        timer = setInterval(tick, everyMs)
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
  clocks.set(everyMs, clock)
  return clock
}

const TimeZone = createContext('UTC')

/** The workspace's time zone for every time below; server and browser then say the same. */
export function TimeZoneProvider({ timeZone, children }: { timeZone: string; children: ReactNode }) {
  return <TimeZone.Provider value={timeZone}>{children}</TimeZone.Provider>
}

export const useTimeZone = (): string => useContext(TimeZone)
