import type { ConnectorManifest } from '@patchbay/connector-sdk/manifest'
import type { FlowDocument, Trigger } from '@patchbay/flow/document'
import { oftenNext } from './often-next.ts'
import { searchChoices } from './search-choices.ts'
import type { StepChoice } from './step-choice.ts'
import type { StepChoices } from './step-choices.ts'

export type PaletteItem =
  | { kind: 'choice'; id: string; choice: StepChoice; twoLines: boolean }
  | { kind: 'app'; id: string; connector: string; title: string; count: number }
  | { kind: 'back'; id: string }

export type PaletteSection = { id: string; title: string; items: PaletteItem[] }

export type PaletteQuery = {
  choices: StepChoices
  document: FlowDocument
  manifests: Readonly<Record<string, ConnectorManifest>>
  /** What follows it is proposed first. */
  afterId: string | null
  text: string
  /** Only what one app offers. */
  app: string | null
  /** Something comes after the place: a stop cannot stand there. */
  between: boolean
  /** Only what starts a flow. */
  startsOnly: boolean
  /** Only what can take another step back. */
  undoOnly?: boolean
}

/** The palette as it is shown: found, of one app, or by sections. */
export function paletteSections(query: PaletteQuery): PaletteSection[] {
  const { choices, document, text, app, between, startsOnly, undoOnly = false } = query
  const hasTrigger = document.steps.some(({ kind }) => kind === 'trigger')
  const starting = startsOnly || !hasTrigger
  const fits = (choice: StepChoice) =>
    !(between && choice.draft.step.kind === 'stop') &&
    (!startsOnly || choice.starts) &&
    (!undoOnly || choice.draft.step.kind === 'action')
  if (text.trim() !== '') {
    const found = searchChoices(choices.all.filter(fits), text, { hasTrigger: !starting }).slice(0, 30)
    return [
      {
        id: 'found',
        title: 'Found',
        items: found.map((choice) => item(choice, 'found', true)).map((each) => (hasTrigger ? instead(each) : each)),
      },
    ]
  }
  if (app !== null) return [ofApp(query, app, fits)]
  const sections = undoOnly ? undoSections(query) : starting ? startSections(choices) : nextSections(query, fits)
  return [...sections, appSection(query, starting, fits)].filter(({ items }) => items.length > 0)
}

function startSections({ all }: StepChoices): PaletteSection[] {
  const own = all.filter(({ group }) => group === 'start')
  const events = all
    .filter(({ group, starts, connected }) => group === 'app' && starts && connected)
    .toSorted((a, b) => Number(/order/i.test(b.key)) - Number(/order/i.test(a.key)))
    .slice(0, 3)
  return [
    {
      id: 'start',
      title: 'What starts this flow?',
      items: [...events, ...own].map((choice) => item(choice, 'start', true)),
    },
  ]
}

function nextSections({ choices, document, afterId }: PaletteQuery, fits: Fits): PaletteSection[] {
  const after = document.steps.find(({ id }) => id === afterId) ?? null
  const next = oftenNext(choices, document, after)
  const awaited = document.steps.some((step) => step.kind === 'trigger' && awaitsAnswer(step.trigger))
  const controls = choices.all.filter(
    (choice) => choice.group === 'control' && fits(choice) && (awaited || choice.draft.step.kind !== 'answer'),
  )
  return [
    ...(next === null
      ? []
      : [{ id: 'next', title: next.title, items: next.choices.filter(fits).map((choice) => item(choice, 'next')) }]),
    { id: 'control', title: 'Decide and repeat', items: controls.map((choice) => item(choice, 'control')) },
  ]
}

const awaitsAnswer = (trigger: Trigger): boolean =>
  trigger.type === 'call' || (trigger.type === 'webhook' && trigger.answer.kind === 'flow')

/** What the same app can do first: it knows best how to take back what it did. */
function undoSections({ choices, document, afterId, manifests }: PaletteQuery): PaletteSection[] {
  const step = document.steps.find(({ id }) => id === afterId)
  if (step?.kind !== 'action') return []
  const own = choices.all
    .filter(({ connector, draft }) => connector === step.connector && draft.step.kind === 'action')
    .filter(({ draft }) => draft.step.kind === 'action' && draft.step.action !== step.action)
    .toSorted((a, b) => Number(takesBack.test(b.key)) - Number(takesBack.test(a.key)))
  const title = `Undo it in ${manifests[step.connector]?.title ?? step.connector}`
  return [{ id: 'undo', title, items: own.map((choice) => item(choice, 'undo')) }]
}

const takesBack = /refund|void|cancel|delete|remove|undo|revert|release|close|adjust/i

type Fits = (choice: StepChoice) => boolean

/** Apps with an account first. */
function appSection({ choices, manifests }: PaletteQuery, starting: boolean, fits: Fits): PaletteSection {
  const counted = Object.values(manifests).map((manifest) => {
    const own = choices.all.filter(
      (choice) => choice.connector === manifest.id && choice.group !== 'wait' && fits(choice),
    )
    const usable = starting ? own.filter(({ starts }) => starts) : own.filter(({ starts }) => !starts)
    return { manifest, count: usable.length, connected: own.some(({ connected }) => connected) }
  })
  const items = counted
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => Number(b.connected) - Number(a.connected) || a.manifest.title.localeCompare(b.manifest.title))
    .map(
      ({ manifest: { id, title }, count }): PaletteItem => ({
        kind: 'app',
        id: `app ${id}`,
        connector: id,
        title,
        count,
      }),
    )
  return { id: 'apps', title: 'Apps', items }
}

function ofApp({ choices, manifests, document }: PaletteQuery, app: string, fits: Fits): PaletteSection {
  const hasTrigger = document.steps.some(({ kind }) => kind === 'trigger')
  const own = choices.all
    .filter((choice) => choice.connector === app && choice.group !== 'wait' && fits(choice))
    .toSorted((a, b) => Number(a.starts === hasTrigger) - Number(b.starts === hasTrigger))
  const items = own
    .map((choice) => item(choice, 'app', hasTrigger && choice.starts))
    .map((each) => (hasTrigger ? instead(each) : each))
  return { id: `of ${app}`, title: manifests[app]?.title ?? app, items: [{ kind: 'back', id: 'back' }, ...items] }
}

/** A start, in a flow that has one, takes its place. */
function instead(each: PaletteItem): PaletteItem {
  if (each.kind !== 'choice' || !each.choice.starts) return each
  return { ...each, choice: { ...each.choice, second: `${each.choice.second} · starts the flow instead` } }
}

function item(choice: StepChoice, section: string, twoLines = false): PaletteItem {
  return { kind: 'choice', id: `${section} ${choice.key}`, choice, twoLines }
}
