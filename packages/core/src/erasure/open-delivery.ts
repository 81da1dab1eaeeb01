import { type SQL, sql } from 'drizzle-orm'

/** Of a delivery `d`: it, or another one with its body, waits to be unpacked or has a run under way. */
export const OPEN_DELIVERY: SQL = sql`EXISTS (
  SELECT 1 FROM delivery o LEFT JOIN run r ON r.delivery_id = o.id AND r.finished_at IS NULL
  WHERE (o.id = d.id OR o.payload_id = d.payload_id) AND (o.state = 'accepted' OR r.id IS NOT NULL))`
