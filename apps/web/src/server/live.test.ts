import { expect, test } from 'vitest'
import { createLive, type LiveChange } from './live.ts'
import { liveStream } from './live-stream.ts'

function openLive() {
  let message: (text: string) => void = () => {}
  let reconnect = () => {}
  const errors: unknown[] = []
  const live = createLive(
    (onMessage, onReconnect) => {
      message = onMessage
      reconnect = onReconnect
      return { close: async () => {} }
    },
    (error) => errors.push(error),
  )
  return { live, errors, message: (text: string) => message(text), reconnect: () => reconnect() }
}

test('a follower that throws is let go, and the others hear all the same', () => {
  const { live, errors, message } = openLive()
  const heard: LiveChange[] = []
  live.follow('w1', () => {
    throw new Error('gone')
  })
  live.follow('w1', (change) => heard.push(change))
  live.follow('w2', (change) => heard.push(change))
  message('w1:run:r1')
  message('w1:run:r2')
  expect(heard).toEqual([
    { kind: 'run', id: 'r1' },
    { kind: 'run', id: 'r2' },
  ])
  expect(errors).toHaveLength(1)
})

test('after the line was down every follower asks for everything again', () => {
  const { live, reconnect } = openLive()
  const heard: string[] = []
  live.follow('w1', ({ kind }) => heard.push(`w1 ${kind}`))
  live.follow('w2', ({ kind }) => heard.push(`w2 ${kind}`))
  reconnect()
  expect(heard).toEqual(['w1 all', 'w2 all'])
})

test.each(['cancel', 'abort'] as const)('a stream ended by %s stops following and takes no more', async (how) => {
  const { live, errors, message } = openLive()
  const request = new AbortController()
  let stopped = 0
  const stream = liveStream((follower) => {
    const stop = live.follow('w1', follower)
    return () => {
      stopped += 1
      stop()
    }
  }, request.signal)
  const reader = stream.getReader()
  const next = async () => new TextDecoder().decode((await reader.read()).value)
  expect(await next()).toBe('retry: 2000\n\n')
  message('w1:run:r1')
  expect(await next()).toBe('event: change\ndata: {"kind":"run","id":"r1"}\n\n')
  if (how === 'cancel') await reader.cancel()
  request.abort()
  message('w1:run:r2')
  expect(stopped).toBe(1)
  expect(errors).toEqual([])
  expect((await reader.read()).done).toBe(true)
})

test('where a colleague is comes with what was said of them, to their own workspace only', () => {
  const { live, message } = openLive()
  const heard: [string, LiveChange][] = []
  live.follow('w1', (change) => heard.push(['w1', change]))
  live.follow('w2', (change) => heard.push(['w2', change]))
  message('w1:presence:f1:eyJpZCI6InUxIn0')
  expect(heard).toEqual([['w1', { kind: 'presence', id: 'f1', data: 'eyJpZCI6InUxIn0' }]])
})
