import type { FlowDocument } from '@patchbay/flow/document'
import { apply, type Operation } from '@patchbay/flow/operations'
import { orderJourneyFixture } from '../order-journey-fixture.ts'
import { DraftSession } from './draft-session.ts'
import type { KeptDraft, RemoteChange, SendAnswer, SentBatch } from './session-types.ts'

export const orderJourney = orderJourneyFixture()

const [, capture] = orderJourney.steps
/** The step that most tests work on. */
export const stepId = capture?.id ?? ''

export const set = (field: string, value: string, at = stepId): Operation => ({
  kind: 'setInput',
  stepId: at,
  field,
  mapping: { kind: 'constant', value },
})

export const rename = (name: string, at = stepId): Operation => ({ kind: 'renameStep', stepId: at, name })

export function nameOf(document: FlowDocument) {
  return document.steps.find(({ id }) => id === stepId)?.name
}

export function inputOf(document: FlowDocument, field: string) {
  const step = document.steps.find(({ id }) => id === stepId)
  return step?.kind === 'action' ? step.input[field] : undefined
}

export type Line = 'up' | 'down' | 'answers lost'

/** Only for tests: a server, its people, and a clock that moves when it is told to. */
export function createWorld(refuses: (operation: Operation) => boolean = () => false) {
  let document = orderJourney
  const lines = new Map<string, Line>()
  const lineOf = (who: string) => lines.get(who) ?? lines.get('all') ?? 'up'
  let nowMs = 0
  const log: RemoteChange[] = []
  const sessions = new Map<DraftSession, string>()
  const timers = new Set<() => void>()
  const kept = new Map<string, KeptDraft>()
  let forgotten = 0
  let ids = 0
  let changesCome: Promise<void> = Promise.resolve()
  const since = (revision: number) => (revision < forgotten ? 'lost' : log.slice(revision))
  const server = (me: string) => ({
    async send({ id, revision, operations }: SentBatch): Promise<SendAnswer> {
      if (lineOf(me) === 'down') return { kind: 'offline' }
      if (revision !== log.length) {
        return lineOf(me) === 'up' ? { kind: 'behind', changes: since(revision) } : { kind: 'offline' }
      }
      if (operations.some(refuses)) return { kind: 'refused', message: 'No.' }
      document = applied(document, operations)
      log.push({
        revision: log.length + 1,
        author: { id: me, name: me },
        at: new Date(nowMs),
        operation: { kind: 'batch', operations: [...operations] },
        batchId: id,
      })
      for (const [session, who] of sessions) if (lineOf(who) === 'up') session.heard()
      return lineOf(me) === 'up' ? { kind: 'saved', revision: log.length } : { kind: 'offline' }
    },
    async changesSince(revision: number) {
      await changesCome
      return lineOf(me) === 'up' ? since(revision) : null
    },
    load: async () => (lineOf(me) === 'up' ? { document, revision: log.length } : null),
  })
  return {
    join(me: string): DraftSession {
      const session = new DraftSession({
        flowId: 'f',
        document,
        revision: log.length,
        server: server(me),
        tab: me,
        store: {
          put: async (draft) => void kept.set(draft.tab, draft),
          remove: async (_flow, tab) => void kept.delete(tab),
        },
        now: () => new Date(nowMs),
        newId() {
          ids += 1
          return `batch ${ids}`
        },
        later(call) {
          timers.add(call)
          return () => timers.delete(call)
        },
      })
      sessions.set(session, me)
      return session
    },
    /** Of one person, or of all. */
    line(next: Line, who = 'all') {
      if (who === 'all') lines.clear()
      lines.set(who, next)
    },
    /** What others did is told only once the function that this gives is called. */
    holdChanges(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>()
      changesCome = promise
      return resolve
    },
    /** The server keeps what was done so far no longer one by one. */
    forgetChanges() {
      forgotten = log.length
    },
    pass(ms: number) {
      nowMs += ms
    },
    /** Lets every timer that is set now go off, and what follows from it come to rest. */
    async settle() {
      for (let round = 0; round < 6; round += 1) {
        const due = [...timers]
        timers.clear()
        for (const call of due) call()
        await rest()
      }
    },
    rest,
    document: () => document,
    saved: () => log.flatMap(({ operation }) => (operation.kind === 'batch' ? operation.operations : [operation])),
    changes: () => log,
    kept: () => [...kept.values()],
  }
}

/** Lets what has been begun come to rest, without any time going by. */
async function rest(): Promise<void> {
  for (let tick = 0; tick < 30; tick += 1) await Promise.resolve()
}

export function applied(document: FlowDocument, operations: readonly Operation[]): FlowDocument {
  const result = apply(document, { kind: 'batch', operations: [...operations] })
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}
