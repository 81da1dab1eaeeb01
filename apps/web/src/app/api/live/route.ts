import { apiContext } from '../../../server/api-context.ts'
import { container } from '../../../server/container.ts'

const HEARTBEAT_MS = 15_000

/** Server-sent events: what of this workspace changed. The browser asks again for what it shows of it. */
export async function GET(request: Request): Promise<Response> {
  const { principal } = await apiContext(request.headers)
  if (principal === null) return Response.json({ message: 'Sign in first.' }, { status: 401 })
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => follow(controller, principal.workspaceId, request.signal),
  })
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      // Buffering proxies would hold the events back.
      'x-accel-buffering': 'no',
    },
  })
}

function follow(controller: ReadableStreamDefaultController<Uint8Array>, workspaceId: string, gone: AbortSignal): void {
  const encoder = new TextEncoder()
  const send = (text: string) => controller.enqueue(encoder.encode(text))
  send('retry: 2000\n\n')
  const stop = container().live.follow(workspaceId, (change) =>
    send(`event: change\ndata: ${JSON.stringify(change)}\n\n`),
  )
  const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS)
  gone.addEventListener('abort', () => {
    clearInterval(heartbeat)
    stop()
    controller.close()
  })
}
