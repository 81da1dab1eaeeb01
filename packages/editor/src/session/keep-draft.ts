import type { DraftState } from './draft-state.ts'
import type { DraftStore } from './session-types.ts'

export type KeeperOptions = {
  flowId: string
  tab: string
  store: DraftStore | null
  later: (call: () => void, ms: number) => () => void
}

/** A save that takes longer than this is worth a copy on the device. */
const KEEP_AFTER_MS = 400

/** Keeps what is not saved on this device, and takes it away again once it is. One write at a time, the last one counts. */
export function createKeeper({ flowId, tab, store, later }: KeeperOptions) {
  let isKept = false
  let works = store !== null
  let stop: (() => void) | null = null
  let writing = Promise.resolve()

  const queue = (write: () => Promise<void>) => {
    writing = writing.then(write).then(
      () => {
        works = true
      },
      () => {
        // Private windows may refuse: the save state then does not claim that anything is kept.
        works = false
      },
    )
  }

  const write = (state: DraftState, at: Date) => {
    stop?.()
    stop = null
    const pending = [...state.sent, ...state.waiting]
    if (store === null || pending.length === 0) return
    isKept = true
    const operations = pending.map(({ operation }) => operation)
    const batchIds = pending.map(({ batchId }) => batchId)
    queue(() => store.put({ flowId, tab, revision: state.revision, base: state.base, operations, batchIds, at }))
  }

  let latest: { state: DraftState; at: Date } | null = null
  return {
    isKeeping: () => works,
    keep(state: DraftState, at: Date): void {
      latest = { state, at }
      if (state.sent.length + state.waiting.length > 0) {
        stop ??= later(() => {
          if (latest !== null) write(latest.state, latest.at)
        }, KEEP_AFTER_MS)
        return
      }
      stop?.()
      stop = null
      if (!isKept || store === null) return
      isKept = false
      queue(() => store.remove(flowId, tab))
    },
    /** Writes it now. */
    write,
  }
}
