import type { FlowDocument } from '@patchbay/flow/document'
import { apply, type Operation } from '@patchbay/flow/operations'
import { type ChangedField, changedFields, fieldKey, isSame } from './changed-fields.ts'
import { applyAll, type DraftState, type PendingChange } from './draft-state.ts'
import { fitPatch } from './fit-patch.ts'
import { freeIds } from './free-ids.ts'
import { operationWords } from './operation-words.ts'
import type { FieldConflict, LostChange, Person, RemoteChange } from './session-types.ts'
import { setField } from './set-field.ts'

/**
 * Puts others' changes under the own ones that are not saved yet. Nothing must be on its way. Where both changed one
 * field, theirs stays in the draft and the own value is held in a conflict; an own change that cannot be made any more
 * is told as lost. Null when their changes cannot be followed: then the whole draft is to be loaded.
 */
export function rebase(state: DraftState, changes: readonly RemoteChange[], revision: number): DraftState | null {
  const news = changes.filter((change) => change.revision > state.revision)
  const base = applyAll(state.base, news)
  if (base === null) return null
  return rebaseOn(state, { base, revision, author: authorOf(news), at: news.at(-1)?.at ?? new Date(0), changes: news })
}

/** The same with the draft as the server has it now, without knowing who changed what. */
export function rebaseOnDocument(state: DraftState, base: FlowDocument, revision: number): DraftState {
  return rebaseOn(state, { base, revision, author: () => someone, at: new Date(), changes: [] })
}

const someone: Person = { id: '', name: 'Somebody' }

type Theirs = {
  base: FlowDocument
  revision: number
  author: (key: string) => Person
  at: Date
  changes: readonly RemoteChange[]
}

function rebaseOn(state: DraftState, theirs: Theirs): DraftState {
  const pending = [...state.sent, ...state.waiting]
  const fresh = { ...state, base: theirs.base, revision: theirs.revision, sent: [] }
  if (pending.length === 0) return { ...fresh, waiting: [], document: theirs.base }
  const contested = contestedFields(state, theirs.base)
  const { kept, held } = partition(state.base, pending, new Set(contested.keys()))
  const operations = freeIds(
    kept.map(({ operation }) => operation),
    state.base,
    theirs.base,
  )
  const replayed = replay(
    state,
    theirs,
    kept.map((change, index) => ({ ...change, operation: operations[index] ?? change.operation })),
  )
  const put = putTheirs(replayed.document, contested)
  const waiting = [...replayed.waiting, ...put.operations.map((operation) => ({ operation, key: null }))]
  const conflicts = [...contested].map(([key, { mine, theirs: value }]): FieldConflict => {
    const { part, partId, field } = mine
    const author = theirs.author(key)
    return {
      id: key,
      part,
      partId,
      field,
      mine: mine.value,
      theirs: value,
      author,
      at: theirs.at,
      held: held.get(key) ?? null,
    }
  })
  return {
    ...fresh,
    waiting,
    document: put.document,
    conflicts: [...state.conflicts.filter(({ id }) => !contested.has(id)), ...conflicts],
    lost: [...state.lost, ...replayed.lost],
  }
}

type Contested = Map<string, { mine: ChangedField; theirs: unknown }>

/** Fields that both sides changed, to different values. A removed step counts as all of its fields. */
function contestedFields(state: DraftState, base: FlowDocument): Contested {
  const own = changedFields(state.base, state.document)
  const their = changedFields(state.base, base)
  const contested: Contested = new Map()
  for (const [key, mine] of own) {
    if (mine.field === '') {
      const changed = [...their.values()].some((each) => each.partId === mine.partId && each.part === mine.part)
      const there = base.steps.find(({ id }) => id === mine.partId) ?? base.notes.find(({ id }) => id === mine.partId)
      if (changed && there !== undefined) contested.set(key, { mine, theirs: there })
      continue
    }
    const other = their.get(key)
    if (other !== undefined && !isSame(mine.value, other.value)) contested.set(key, { mine, theirs: other.value })
  }
  return contested
}

/** A change that is made again, and the draft it was made for. */
type KeptChange = PendingChange & { meant: FlowDocument }

/** Own changes of contested fields alone are not made again; `held` has those that a field cannot say. */
function partition(base: FlowDocument, pending: readonly PendingChange[], contested: ReadonlySet<string>) {
  const kept: KeptChange[] = []
  const held = new Map<string, Operation>()
  let current = base
  for (const change of pending) {
    const applied = apply(current, change.operation)
    if (!applied.ok) continue
    const fields = [...changedFields(current, applied.value).values()]
    const keys = fields.map(fieldKey)
    const removal = fields.find(({ field }, index) => field === '' && contested.has(keys[index] ?? ''))
    if (removal !== undefined) held.set(fieldKey(removal), change.operation)
    else if (keys.length === 0 || !keys.every((key) => contested.has(key))) kept.push({ ...change, meant: current })
    current = applied.value
  }
  return { kept, held }
}

function replay(state: DraftState, theirs: Theirs, changes: readonly KeptChange[]) {
  const waiting: PendingChange[] = []
  const lost: LostChange[] = []
  let document = theirs.base
  for (const { key, meant, operation: wanted } of changes) {
    const operation = fitPatch(wanted, meant, document)
    const applied = apply(document, operation)
    if (applied.ok) {
      waiting.push({ operation, key })
      document = applied.value
    } else if (!isThereAlready(document, operation)) {
      const id = `lost ${theirs.revision} ${lost.length}`
      const author = theirs.changes.at(-1)?.author ?? null
      lost.push({ id, words: operationWords(state.document, operation), problem: applied.error, author })
    }
  }
  return { document, waiting, lost }
}

/** Both drew the same cable, or removed the same thing: there is nothing to tell. */
function isThereAlready(document: FlowDocument, operation: Operation): boolean {
  switch (operation.kind) {
    case 'connect': {
      const { from, port, to } = operation.edge
      return document.edges.some((edge) => edge.from === from && edge.port === port && edge.to === to)
    }
    case 'disconnect':
      return operation.edgeIds.every((id) => !document.edges.some((edge) => edge.id === id))
    case 'removeSteps':
      return operation.stepIds.every((id) => !document.steps.some((step) => step.id === id))
    case 'removeNote':
      return !document.notes.some(({ id }) => id === operation.noteId)
    default:
      return false
  }
}

/** Own changes of several things may have set a contested field too: it goes back to what the other side made of it. */
function putTheirs(document: FlowDocument, contested: Contested) {
  const operations: Operation[] = []
  let current = document
  for (const [key, { mine, theirs }] of contested) {
    if (mine.field === '') continue
    if (!changedFields(current, withValue(current, { ...mine, value: theirs })).has(key)) continue
    const operation = setField(current, { ...mine, value: theirs })
    if (operation === null) continue
    operations.push(operation)
    current = withValue(current, { ...mine, value: theirs })
  }
  return { document: current, operations }
}

function withValue(document: FlowDocument, field: ChangedField): FlowDocument {
  const operation = setField(document, field)
  if (operation === null) return document
  const applied = apply(document, operation)
  return applied.ok ? applied.value : document
}

/** Who changed a field last; for a field that several changes touch at once, the last of all. */
function authorOf(changes: readonly RemoteChange[]): (key: string) => Person {
  const last = changes.at(-1)?.author ?? someone
  return (key) => {
    const [, partId = '', field = ''] = key.split(' ')
    const name = field.split('.').at(-1) ?? ''
    const found = changes.findLast(({ operation }) => {
      const text = JSON.stringify(operation)
      return text.includes(JSON.stringify(partId)) && (name === '' || text.includes(name))
    })
    return found?.author ?? last
  }
}
