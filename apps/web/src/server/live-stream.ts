import type { LiveChange } from './live.ts'

const HEARTBEAT_MS = 15_000

type Follow = (follower: (change: LiveChange) => void) => () => void

/**
 * A workspace's changes as server-sent events, until the reader lets go of the stream or the request ends: whichever
 * comes first stops the rest, and nothing is written afterwards.
 */
export function liveStream(follow: Follow, gone: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let end = () => {}
  return new ReadableStream<Uint8Array>({
    start(controller) {
      let ended = false
      const send = (text: string) => {
        if (!ended) controller.enqueue(encoder.encode(text))
      }
      send('retry: 2000\n\n')
      const stop = follow((change) => send(`event: change\ndata: ${JSON.stringify(change)}\n\n`))
      const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS)
      const onGone = () => {
        if (ended) return
        end()
        controller.close()
      }
      end = () => {
        ended = true
        clearInterval(heartbeat)
        stop()
        gone.removeEventListener('abort', onGone)
      }
      if (gone.aborted) onGone()
      else gone.addEventListener('abort', onGone)
    },
    cancel: () => end(),
  })
}
