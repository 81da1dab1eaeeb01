import { container } from '../../../server/container.ts'

/** 200 while this process answers and reaches the database, 503 while it does not. */
export async function GET(): Promise<Response> {
  const database = await container().isDatabaseReachable()
  return Response.json(
    { ok: database, database },
    { status: database ? 200 : 503, headers: { 'cache-control': 'no-store' } },
  )
}
