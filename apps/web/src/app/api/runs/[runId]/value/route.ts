import { apiContext } from '../../../../../server/api-context.ts'
import { container } from '../../../../../server/container.ts'

export const dynamic = 'force-dynamic'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const STATUS: Record<string, number> = { not_found: 404, forbidden: 403 }

/**
 * A value of a run as a file, however large: `?of=item`, or `?of=input|output&step=<step run>`. It is read as fast as it
 * is taken, and never held whole.
 */
export async function GET(request: Request, { params }: { params: Promise<{ runId: string }> }): Promise<Response> {
  const { principal } = await apiContext(request.headers)
  if (principal === null) return refuse(401, 'You are signed out. Sign in to go on.')
  const wanted = read((await params).runId, new URL(request.url).searchParams)
  if (wanted === null) return refuse(404, 'There is no such value.')
  const opened = await container().openPayload(principal, wanted)
  if (!opened.ok) return refuse(STATUS[opened.error.code] ?? 400, opened.error.message)
  const { stream } = opened.value
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await stream.next()
      if (next.done) controller.close()
      else controller.enqueue(next.value)
    },
    async cancel() {
      await stream.return(undefined)
    },
  })
  const name = wanted.of === 'item' ? 'event' : wanted.of
  return new Response(body, {
    headers: {
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="${name}-${wanted.runId.slice(-6)}.json"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  })
}

function read(runId: string, query: URLSearchParams) {
  const of = query.get('of')
  const stepRunId = query.get('step') ?? ''
  if (!UUID.test(runId)) return null
  if (of === 'item') return { runId, of } as const
  return (of === 'input' || of === 'output') && UUID.test(stepRunId) ? ({ runId, of, stepRunId } as const) : null
}

const refuse = (status: number, message: string): Response =>
  Response.json({ message }, { status, headers: { 'cache-control': 'no-store' } })
