import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { signOut } from '../auth/sign-out.ts'
import { goInto, hasMovedSince, hearOtherTabs } from './other-tabs.ts'

const done: string[] = []
const kept = new Map<string, string>()

beforeEach(() => {
  done.splice(0)
  kept.clear()
  const assign = (to: string) => done.push(to)
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  })
  vi.stubGlobal('window', { location: { origin: 'http://127.0.0.1:3000', assign } })
})
afterEach(() => vi.unstubAllGlobals())

/** Another tab of the same browser, and when it first hears something. */
function openTab() {
  const tab = new BroadcastChannel('patchbay-session')
  const heard = new Promise<void>((resolve) => {
    tab.onmessage = () => resolve()
  })
  return { tab, heard }
}

test('other tabs hear of a sign-out', async () => {
  vi.stubGlobal('fetch', async (url: string | URL | Request) => {
    done.push(new URL(url instanceof Request ? url.url : url).pathname)
    return Response.json(null)
  })
  const { tab, heard } = openTab()
  await signOut('/flows')
  await heard
  tab.close()
  expect(done).toEqual(['/api/auth/get-session', '/api/auth/sign-out', '/sign-in?next=%2Fflows'])
})

test('a tab that signs in goes where it wants to, and hears of others only', async () => {
  let moved = 0
  const again = Promise.withResolvers<void>()
  const stop = hearOtherTabs(() => {
    moved += 1
    again.resolve()
  })
  const { tab, heard } = openTab()
  goInto('/flows')
  await heard
  tab.postMessage('moved')
  await again.promise
  stop()
  tab.close()
  expect([done, moved]).toEqual([['/flows'], 1])
})

test('a tab that was loading when another one signed in finds out; one that began to load after does not', () => {
  const before = Date.now() - 1_000
  expect(hasMovedSince(before)).toBe(false)
  goInto('/flows')
  expect(hasMovedSince(before)).toBe(true)
  expect(hasMovedSince(Date.now())).toBe(false)
})

test('what a clock that was wrong has left behind loads no page over and over', () => {
  kept.set('patchbay-session', String(Date.now() + 3_600_000))
  expect(hasMovedSince(Date.now() - 1_000)).toBe(false)
  kept.set('patchbay-session', 'moved')
  expect(hasMovedSince(Date.now() - 1_000)).toBe(false)
})

test('a browser that keeps nothing goes on as it did', () => {
  vi.stubGlobal('localStorage', undefined)
  goInto('/flows')
  expect([done, hasMovedSince(0)]).toEqual([['/flows'], false])
})
