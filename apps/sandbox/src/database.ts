import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * One SQLite file for all workspaces. In WAL mode a committed transaction outlives kill -9 of this process, which is all
 * that a sandbox promises (a power cut may take the last moments).
 */
export function openDatabase(file: string): DatabaseSync {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
  const db = new DatabaseSync(file)
  db.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 5000')
  db.exec(schema)
  return db
}

const schema = `
create table if not exists entry (
  id integer primary key,
  workspace text not null,
  simulator text not null,
  collection text not null,
  key text not null,
  value text not null,
  unique (workspace, simulator, collection, key)
);
create index if not exists entry_in_order on entry (workspace, simulator, collection, id);
create table if not exists outbox (
  id integer primary key,
  workspace text not null,
  simulator text not null,
  delivery_id text not null,
  topic text not null,
  headers text not null,
  body text not null,
  retry_delays_ms text not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'given_up')),
  attempts integer not null default 0,
  next_at_ms integer not null,
  created_at_ms integer not null,
  last_outcome text
);
create index if not exists outbox_lane on outbox (workspace, simulator, id) where state = 'pending';
create index if not exists outbox_due on outbox (state, next_at_ms, id);
create index if not exists outbox_of_workspace on outbox (workspace, id);
`
