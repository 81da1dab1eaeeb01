import type { DatabaseSync } from 'node:sqlite'
import type { SimStore } from '@patchbay/connector-sdk/simulator'

/** State of one simulator in one workspace, on disk. Nothing of another workspace can be named by it. */
export function createSimStore(db: DatabaseSync, workspace: string, simulator: string): SimStore {
  const where = 'workspace = ? and simulator = ? and collection = ?'
  const get = db.prepare(`select value from entry where ${where} and key = ?`)
  const put = db.prepare(
    'insert into entry (workspace, simulator, collection, key, value) values (?, ?, ?, ?, ?) ' +
      'on conflict (workspace, simulator, collection, key) do update set value = excluded.value',
  )
  const remove = db.prepare(`delete from entry where ${where} and key = ?`)
  // An update keeps the row's id, so the order is that of first insertion.
  const list = db.prepare(`select key, value from entry where ${where} order by id`)
  const idOf = `select id from entry where ${where} and key = ?`
  const newest = db.prepare(
    `select key, value from entry where ${where} and id < coalesce((${idOf}), 9223372036854775807) ` +
      `and id > coalesce((${idOf}), 0) order by id desc limit ?`,
  )
  const rows = (found: Record<string, unknown>[]) =>
    found.map(({ key, value }) => ({ key: String(key), value: JSON.parse(String(value)) }))
  return {
    get: (collection, key) => {
      const row = get.get(workspace, simulator, collection, key)
      return row === undefined ? undefined : JSON.parse(String(row.value))
    },
    put: (collection, key, value) => {
      put.run(workspace, simulator, collection, key, JSON.stringify(value))
    },
    delete: (collection, key) => {
      remove.run(workspace, simulator, collection, key)
    },
    list: (collection) => rows(list.all(workspace, simulator, collection)),
    newest: (collection, { limit, olderThan, newerThan }) => {
      const of = [workspace, simulator, collection]
      return rows(newest.all(...of, ...of, olderThan ?? '', ...of, newerThan ?? '', limit))
    },
  }
}

/** Forgets everything of a workspace but what `keep` names. */
export function clearWorkspace(
  db: DatabaseSync,
  workspace: string,
  keep: { simulator: string; collection: string },
): void {
  db.prepare('delete from entry where workspace = ? and not (simulator = ? and collection = ?)').run(
    workspace,
    keep.simulator,
    keep.collection,
  )
  db.prepare('delete from outbox where workspace = ?').run(workspace)
}
