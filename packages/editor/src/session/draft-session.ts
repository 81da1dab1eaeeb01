import type { FlowDocument } from '@patchbay/flow/document'
import type { Operation } from '@patchbay/flow/operations'
import type { Problem } from '@patchbay/flow/problem'
import type { Apply, BeginEdit } from '../contract.ts'
import { actTyped } from './act-typed.ts'
import {
  act,
  confirmSent,
  type DraftState,
  type KeptWork,
  type Made,
  openDraft,
  openKept,
  redoLast,
  takeBatch,
  undoLast,
  unsend,
} from './draft-state.ts'
import { dropRefused } from './drop-refused.ts'
import { createIdle } from './idle.ts'
import { createKeeper } from './keep-draft.ts'
import { rebase, rebaseOnDocument } from './rebase.ts'
import { resolveConflict } from './resolve-conflict.ts'
import type { DraftSessionOptions, DraftView, RemoteChange, SaveState, SendAnswer } from './session-types.ts'
import { takeBack } from './take-back.ts'
import { viewOf } from './view-of.ts'

/** Changes that follow quickly go together. */
const GATHER_MS = 250
const FIRST_RETRY_MS = 1000
const MOST_DOUBLINGS = 5

/**
 * One person's draft: changed at once, undone, saved in the background, and brought together with what others do. One
 * request is under way at a time; while the line is down everything is kept on this device and tried again.
 */
export class DraftSession {
  readonly #options: DraftSessionOptions
  readonly #keeper: ReturnType<typeof createKeeper>
  readonly #followers = new Set<() => void>()
  #state: DraftState
  #save: SaveState = { kind: 'saved', at: null }
  #view: DraftView
  #savedAt: Date | null = null
  #busy = false
  /** The server has something newer. */
  #stale = false
  #failures = 0
  #closed = false
  /** What was being typed and is being kept just now. */
  #typed: object | null = null
  #stopTimer: (() => void) | null = null
  readonly #idle = createIdle()

  constructor(options: DraftSessionOptions) {
    this.#options = options
    this.#keeper = createKeeper(options)
    this.#state = openDraft(options.document, options.revision)
    this.#view = viewOf(this.#state, this.#save)
  }

  readonly subscribe = (follower: () => void): (() => void) => {
    this.#followers.add(follower)
    return () => this.#followers.delete(follower)
  }

  /** The same object until something changes. */
  readonly view = (): DraftView => this.#view

  readonly apply: Apply = (operation) => {
    const made = this.#made()
    const key = this.#typed
    const acted = key === null ? act(this.#state, operation, made) : actTyped(this.#state, operation, { key, made })
    if (!acted.ok) return acted.error
    this.#changed(acted.value)
    return null
  }

  /** Somebody types into a field from now on: what it says is kept later, for the draft as they see it now. */
  readonly begin: BeginEdit = () => {
    const key = {}
    const { typing, document } = this.#state
    this.#state = { ...this.#state, typing: new Map(typing).set(key, { meant: document, changes: null }) }
    const drop = () => {
      this.#state = { ...this.#state, typing: new Map([...this.#state.typing].filter(([other]) => other !== key)) }
    }
    return {
      drop,
      keep: (save) => {
        this.#typed = key
        try {
          return save()
        } finally {
          this.#typed = null
        }
      },
    }
  }

  /** Takes back the last own change; the problem when a colleague's made that impossible. */
  readonly undo = (): Problem | null => this.#back(undoLast)
  readonly redo = (): Problem | null => this.#back(redoLast)

  /** Takes back a change that was made elsewhere and led to the draft `after`; otherwise as `undo`. */
  revert(operation: Operation, after: FlowDocument): Problem | null {
    const taken = takeBack(operation, after, this.#state.document)
    return (taken.operation === null ? null : this.apply(taken.operation)) ?? taken.problem
  }

  /** Somebody changed the draft. */
  heard(): void {
    this.#stale = true
    void this.#work()
  }

  /** The line may be back. */
  retry(): void {
    this.#failures = 0
    void this.#work()
  }

  /** Sends at once, and takes what was heard of; true when both are done. */
  async flush(): Promise<boolean> {
    if (this.#closed || this.#save.kind === 'stopped') return false
    return (this.#view.unsaved === 0 && !this.#stale && !this.#busy) || this.#rest()
  }

  resolve(conflictId: string, keep: 'mine' | 'theirs'): Problem | null {
    const { state, operation } = resolveConflict(this.#state, conflictId, keep)
    this.#show(state)
    return operation === null ? null : this.apply(operation)
  }

  dismiss(lostId: string): void {
    this.#show({ ...this.#state, lost: this.#state.lost.filter(({ id }) => id !== lostId) })
  }

  /**
   * Puts back what this device kept of an earlier visit, on the draft as it was then, and brings it up to date. What
   * this visit has done is saved first; false where that cannot be, and nothing is put back.
   */
  async restore(kept: KeptWork): Promise<boolean> {
    while (this.#busy || this.#view.unsaved > 0) {
      if (this.#closed || this.#save.kind === 'stopped') return false
      if (!(await this.#rest()) && this.#view.unsaved > 0) return false
    }
    const { conflicts, lost } = this.#state
    this.#show({ ...openKept(kept, this.#options.newId), conflicts, lost }, { kind: 'saving' })
    this.keepNow()
    this.heard()
    return true
  }

  /** Writes what is not saved to this device now: the page is being left. */
  keepNow(): void {
    this.#keeper.write(this.#state, this.#options.now())
  }

  close(): void {
    this.#closed = true
    this.#stopTimer?.()
    this.keepNow()
    this.#idle.tell(false)
  }

  #show(state: DraftState, save: SaveState = this.#save): void {
    this.#state = state
    this.#save = save
    this.#view = viewOf(state, save)
    this.#keeper.keep(state, this.#options.now())
    for (const follower of [...this.#followers]) follower()
  }

  #changed(state: DraftState): void {
    this.#show(state, this.#save.kind === 'saved' ? { kind: 'saving' } : this.#save)
    if (!this.#busy && this.#save.kind === 'saving') this.#plan(GATHER_MS)
  }

  #back(step: typeof undoLast): Problem | null {
    const { state, problem } = step(this.#state, this.#made())
    if (state !== this.#state) this.#changed(state)
    return problem
  }

  #made(): Made {
    return { at: this.#options.now().getTime(), batchId: this.#options.newId() }
  }

  #plan(ms: number): void {
    if (this.#closed) return
    this.#stopTimer ??= this.#options.later(() => {
      this.#stopTimer = null
      void this.#work()
    }, ms)
  }

  /** Works until there is nothing to do or the line is down; true when everything is saved. */
  #rest(): Promise<boolean> {
    const done = this.#idle.wait()
    void this.#work()
    return done
  }

  /** Fetches what is new and sends what waits, until both are done or the line is down. */
  async #work(): Promise<void> {
    if (this.#busy || this.#closed || this.#save.kind === 'stopped') return
    this.#busy = true
    this.#stopTimer?.()
    this.#stopTimer = null
    let next: Next = 'go on'
    try {
      while (next === 'go on' && !this.#closed) next = this.#stale ? await this.#pull() : await this.#push()
    } finally {
      this.#busy = false
    }
    if (next === 'line down') {
      this.#plan(FIRST_RETRY_MS * 2 ** Math.min(this.#failures, MOST_DOUBLINGS))
      this.#failures += 1
    }
    this.#idle.tell(next === 'done')
  }

  async #pull(): Promise<Next> {
    this.#stale = false
    const changes = await this.#options.server.changesSince(this.#state.revision)
    if (changes === 'lost') return this.#reload(null)
    if (changes !== null) return this.#take(changes)
    this.#stale = true
    return this.#lineIsDown()
  }

  async #take(changes: readonly RemoteChange[]): Promise<Next> {
    const revision = changes.at(-1)?.revision ?? this.#state.revision
    if (revision <= this.#state.revision) return 'go on'
    const batches = new Set(changes.map(({ batchId }) => batchId))
    if (this.#state.waiting.some(({ batchId }) => batches.has(batchId))) this.#savedAt = this.#options.now()
    const rebased = rebase(this.#state, changes, revision)
    if (rebased === null) return this.#reload(changes)
    this.#show(rebased)
    return 'go on'
  }

  /** `changes`: what is known to have been done since; null when nobody knows. */
  async #reload(changes: readonly RemoteChange[] | null): Promise<Next> {
    const draft = await this.#options.server.load()
    if (draft === null) {
      this.#stale = true
      return this.#lineIsDown()
    }
    this.#show(rebaseOnDocument(this.#state, draft, changes))
    return 'go on'
  }

  async #push(): Promise<Next> {
    const taken = takeBatch(this.#state)
    const [first] = taken.sent
    if (first === undefined) {
      this.#failures = 0
      if (this.#save.kind !== 'saved') this.#show(this.#state, { kind: 'saved', at: this.#savedAt })
      return 'done'
    }
    this.#show(taken, this.#save.kind === 'offline' ? this.#save : { kind: 'saving' })
    const operations = taken.sent.map(({ operation }) => operation)
    return this.#answered(
      await this.#options.server.send({ id: first.batchId, revision: taken.revision, operations }),
      operations,
    )
  }

  async #answered(answer: SendAnswer, operations: Operation[]): Promise<Next> {
    switch (answer.kind) {
      case 'offline':
        this.#show(unsend(this.#state))
        return this.#lineIsDown()
      case 'stopped':
        this.#show(unsend(this.#state), { kind: 'stopped', message: answer.message })
        return 'stopped'
      case 'refused':
        this.#show(dropRefused(this.#state, { message: answer.message, operations, newId: this.#options.newId }))
        return 'go on'
      case 'saved':
        this.#failures = 0
        this.#savedAt = this.#options.now()
        this.#show(confirmSent(this.#state, answer.revision))
        return 'go on'
      case 'behind':
        this.#show(unsend(this.#state))
        if (answer.changes === 'lost') return this.#reload(null)
        return answer.changes.length === 0 ? this.#reload([]) : this.#take(answer.changes)
    }
  }

  #lineIsDown(): Next {
    if (this.#view.unsaved > 0) this.#show(this.#state, { kind: 'offline', kept: this.#keeper.isKeeping() })
    return 'line down'
  }
}

type Next = 'go on' | 'done' | 'line down' | 'stopped'
