import type { DraftStore, KeptDraft } from '@patchbay/editor/session-types'

const DATABASE = 'patchbay-drafts'
const TABLE = 'kept'

export type KeptDrafts = DraftStore & {
  /** What tabs that are closed by now left unsaved of a flow, newest first. */
  leftBehind(flowId: string): Promise<KeptDraft[]>
}

/** With whose it is: several people may sign in on one device, and none is shown what another left. */
type Owned = KeptDraft & { owner?: string }

/** What a person has not saved yet, in the browser's own database; null where the browser has none. */
export function createDraftStore(owner: string): KeptDrafts | null {
  if (typeof indexedDB === 'undefined') return null
  let opened: Promise<IDBDatabase> | null = null
  const table = async (mode: IDBTransactionMode) => {
    opened ??= open()
    return (await opened).transaction(TABLE, mode).objectStore(TABLE)
  }
  return {
    async put(kept) {
      const owned: Owned = { ...kept, owner }
      await done((await table('readwrite')).put(owned))
    },
    async remove(flowId, tab) {
      await done((await table('readwrite')).delete([flowId, tab]))
    },
    async leftBehind(flowId) {
      const all: Owned[] = await done((await table('readonly')).getAll())
      const own = all.filter((kept) => kept.flowId === flowId && kept.owner === owner)
      const open = await openTabs()
      return own.filter(({ tab }) => !open.has(tab)).sort((a, b) => b.at.getTime() - a.at.getTime())
    },
  }
}

/** Forgets what a person has not saved on this device: they sign out, and whoever comes next is to find nothing. */
export async function forgetDrafts(owner: string): Promise<void> {
  if (typeof indexedDB === 'undefined') return
  const database = await open()
  const read = database.transaction(TABLE, 'readonly').objectStore(TABLE)
  const all: Owned[] = await done(read.getAll())
  const write = database.transaction(TABLE, 'readwrite').objectStore(TABLE)
  await Promise.all(
    all.filter((kept) => kept.owner === owner).map(({ flowId, tab }) => done(write.delete([flowId, tab]))),
  )
  database.close()
}

const LOCK = 'patchbay-draft '

/** Says that this tab is open, until the page goes. What another tab of the same person is saving is not left behind. */
export function holdTab(tab: string): () => void {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  // Browsers give locks to secure pages only; elsewhere every kept draft is offered back.
  void globalThis.navigator.locks?.request(LOCK + tab, () => held)
  return release
}

async function openTabs(): Promise<Set<string>> {
  const { held = [] } = (await globalThis.navigator.locks?.query()) ?? {}
  return new Set(held.flatMap(({ name = '' }) => (name.startsWith(LOCK) ? [name.slice(LOCK.length)] : [])))
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1)
  request.onupgradeneeded = () => void request.result.createObjectStore(TABLE, { keyPath: ['flowId', 'tab'] })
  return done(request)
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
