import type { Operation } from '@patchbay/flow/operations'
import type { Problem } from '@patchbay/flow/problem'
import type { Apply } from '../contract.ts'
import {
  act,
  confirmSent,
  type DraftState,
  dropSent,
  openDraft,
  redoLast,
  takeBatch,
  undoLast,
  unsend,
} from './draft-state.ts'
import { createKeeper } from './keep-draft.ts'
import { operationWords } from './operation-words.ts'
import { countOwn } from './own-changes.ts'
import { rebase, rebaseOnDocument } from './rebase.ts'
import { resolveConflict } from './resolve-conflict.ts'
import type { DraftSessionOptions, DraftView, KeptDraft, RemoteChange, SaveState, SendAnswer } from './session-types.ts'
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
  /** A batch was refused: which change it was is found by sending them singly. */
  #singly = false
  #failures = 0
  #closed = false
  #stopTimer: (() => void) | null = null
  #waitingForIdle: ((saved: boolean) => void)[] = []

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
    const acted = act(this.#state, operation, this.#options.now().getTime())
    if (!acted.ok) return acted.error
    this.#changed(acted.value)
    return null
  }

  /** Takes back the last own change; the problem when a colleague's made that impossible. */
  readonly undo = (): Problem | null => this.#back(undoLast)
  readonly redo = (): Problem | null => this.#back(redoLast)

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

  /** Sends at once; true when everything is saved. */
  async flush(): Promise<boolean> {
    if (this.#view.unsaved === 0 && !this.#stale) return this.#save.kind !== 'stopped'
    const done = new Promise<boolean>((tell) => this.#waitingForIdle.push(tell))
    void this.#work()
    return done
  }

  resolve(conflictId: string, keep: 'mine' | 'theirs'): Problem | null {
    const { state, operation } = resolveConflict(this.#state, conflictId, keep)
    this.#show(state)
    return operation === null ? null : this.apply(operation)
  }

  dismiss(lostId: string): void {
    this.#show({ ...this.#state, lost: this.#state.lost.filter(({ id }) => id !== lostId) })
  }

  /** Puts back what this device kept of an earlier visit, on the draft as it was then, and brings it up to date. */
  restore(kept: Pick<KeptDraft, 'base' | 'revision' | 'operations'>): void {
    let restored = openDraft(kept.base, kept.revision)
    for (const operation of kept.operations) {
      const acted = act(restored, operation, 0)
      if (acted.ok) restored = acted.value
    }
    this.#show(restored, { kind: 'saving' })
    this.heard()
  }

  /** Writes what is not saved to this device now: the page is being left. */
  keepNow(): void {
    this.#keeper.write(this.#state, this.#options.now())
  }

  close(): void {
    this.#closed = true
    this.#stopTimer?.()
    this.keepNow()
    this.#settle(false)
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
    const { state, problem } = step(this.#state, this.#options.now().getTime())
    if (state !== this.#state) this.#changed(state)
    return problem
  }

  #plan(ms: number): void {
    if (this.#closed) return
    this.#stopTimer ??= this.#options.later(() => {
      this.#stopTimer = null
      void this.#work()
    }, ms)
  }

  #settle(saved: boolean): void {
    const waiting = this.#waitingForIdle
    this.#waitingForIdle = []
    for (const tell of waiting) tell(saved)
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
    this.#settle(next === 'done')
  }

  async #pull(): Promise<Next> {
    this.#stale = false
    const changes = await this.#options.server.changesSince(this.#state.revision)
    if (changes === 'lost') return this.#reload()
    if (changes !== null) return this.#take(changes)
    this.#stale = true
    return this.#lineIsDown()
  }

  async #take(changes: readonly RemoteChange[]): Promise<Next> {
    const revision = changes.at(-1)?.revision ?? this.#state.revision
    if (revision <= this.#state.revision) return 'go on'
    const rebased = rebase(this.#state, changes, revision)
    if (rebased === null) return this.#reload()
    this.#show(rebased)
    return 'go on'
  }

  async #reload(): Promise<Next> {
    const draft = await this.#options.server.load()
    if (draft === null) {
      this.#stale = true
      return this.#lineIsDown()
    }
    this.#show(rebaseOnDocument(this.#state, draft.document, draft.revision))
    return 'go on'
  }

  async #push(): Promise<Next> {
    const taken = takeBatch(this.#state, this.#singly ? 1 : undefined)
    if (taken.sent.length === 0) {
      this.#singly = false
      this.#failures = 0
      if (this.#save.kind !== 'saved') this.#show(this.#state, { kind: 'saved', at: this.#savedAt })
      return 'done'
    }
    this.#show(taken, this.#save.kind === 'offline' ? this.#save : { kind: 'saving' })
    const operations = taken.sent.map(({ operation }) => operation)
    return this.#answered(await this.#options.server.send(operations, taken.revision), operations)
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
        return this.#dropRefused(answer.message, operations)
      case 'saved':
        this.#confirm(answer.revision)
        return 'go on'
      case 'behind':
        return this.#catchUp(answer.changes, operations)
    }
  }

  async #catchUp(changes: readonly RemoteChange[] | 'lost', operations: Operation[]): Promise<Next> {
    if (changes === 'lost') {
      this.#show(unsend(this.#state))
      return this.#reload()
    }
    const own = countOwn(changes, operations, this.#options.me)
    const last = own === null ? undefined : changes[own - 1]
    if (last === undefined) this.#show(unsend(this.#state))
    else this.#confirm(last.revision)
    return changes.length === 0 ? this.#reload() : this.#take(changes)
  }

  #confirm(revision: number): void {
    this.#failures = 0
    this.#savedAt = this.#options.now()
    this.#show(confirmSent(this.#state, revision))
  }

  /** Among several it is found by sending one at a time; alone it is taken out, and told. */
  #dropRefused(message: string, operations: Operation[]): Next {
    const [only] = operations
    if (only === undefined || operations.length > 1) {
      this.#singly = true
      this.#show(unsend(this.#state))
      return 'go on'
    }
    const words = operationWords(this.#state.document, only)
    const rest = dropSent(this.#state)
    const id = `refused ${rest.revision} ${rest.lost.length}`
    const problem: Problem = { code: 'refused', severity: 'error', message }
    this.#show({ ...rest, lost: [...rest.lost, { id, words, problem, author: null }] })
    return 'go on'
  }

  #lineIsDown(): Next {
    if (this.#view.unsaved > 0) this.#show(this.#state, { kind: 'offline', kept: this.#keeper.isKeeping() })
    return 'line down'
  }
}

type Next = 'go on' | 'done' | 'line down' | 'stopped'
