import { apiContext } from '../../../server/api-context.ts'
import { container } from '../../../server/container.ts'
import type { LiveChange } from '../../../server/live.ts'
import { liveStream } from '../../../server/live-stream.ts'

const LONGEST_STREAM_MS = 10 * 60_000

/** Server-sent events: what of this workspace changed. The browser asks again for what it shows of it. */
export async function GET(request: Request): Promise<Response> {
  const { principal } = await apiContext(request.headers)
  if (principal === null) return Response.json({ message: 'Sign in first.' }, { status: 401 })
  const changed = new AbortController()
  const follow = (follower: (change: LiveChange) => void) =>
    container().live.follow(principal.workspaceId, (change) => {
      follower(change)
      // Their role, their session or their place here may be another now: the browser asks again, and may be refused.
      if (change.kind === 'member' && principal.kind === 'user' && change.id === principal.userId) changed.abort()
    })
  // A session that ends by time tells nobody: a stream that is begun anew now and then is refused after it.
  const over = AbortSignal.timeout(LONGEST_STREAM_MS)
  const stream = liveStream(follow, AbortSignal.any([request.signal, changed.signal, over]))
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      // Buffering proxies would hold the events back.
      'x-accel-buffering': 'no',
    },
  })
}
