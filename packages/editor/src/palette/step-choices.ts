import type { ActionManifest, ConnectorManifest, FieldSpec, TriggerManifest } from '@patchbay/connector-sdk/manifest'
import type { Json } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'
import type { ConnectionChoice, StepDraft } from '../contract.ts'
import { controlChoices, type FirstEvent, startChoices, waitFor } from './control-choices.ts'
import { plainSentence } from './plain-sentence.ts'
import type { StepChoice } from './step-choice.ts'

export type StepChoices = { all: readonly StepChoice[]; byKey: ReadonlyMap<string, StepChoice> }

type Manifests = Readonly<Record<string, ConnectorManifest>>

/** Everything that can be added: what starts a flow, Patchbay's own steps, what each app offers. */
export function stepChoices(
  manifests: Manifests,
  connections: readonly ConnectionChoice[],
  timeZone: string,
): StepChoices {
  const apps = Object.values(manifests).toSorted((a, b) => a.title.localeCompare(b.title))
  const all = [
    ...startChoices(timeZone),
    ...controlChoices(firstEvent(apps, connections)),
    ...apps.flatMap((manifest) => appChoices(manifest, connections)),
  ]
  return { all, byKey: new Map(all.map((choice) => [choice.key, choice])) }
}

/** The one account that is meant when nobody says: the only usable sandbox; where there is none, the only live one. */
export function soleConnection(connector: string, connections: readonly ConnectionChoice[]): string | null {
  const usable = connections.filter((each) => each.connector === connector && each.usable)
  const sandbox = usable.filter((each) => each.environment === 'sandbox')
  const fitting = sandbox.length > 0 ? sandbox : usable
  return fitting.length === 1 ? (fitting[0]?.id ?? null) : null
}

/** What a wait begins with, before its app and event are chosen. */
function firstEvent(apps: readonly ConnectorManifest[], connections: readonly ConnectionChoice[]): FirstEvent {
  const telling = apps.filter(({ triggers }) => Object.keys(triggers).length > 0)
  const app = telling.find(({ id }) => connections.some((each) => each.connector === id && each.usable)) ?? telling[0]
  const [event = 'none'] = Object.keys(app?.triggers ?? {})
  return { connector: app?.id ?? 'http', event, connectionId: soleConnection(app?.id ?? 'http', connections) }
}

/** "Wait until an order is paid": the wait for one event, found by what it waits for. */
function waitChoice(
  { id, title }: ConnectorManifest,
  event: string,
  { trigger, connectionId, connected }: { trigger: TriggerManifest; connectionId: string | null; connected: boolean },
): StepChoice {
  const sentence = triggerSentence(trigger).replace(/^(when|every|each) /i, 'Wait until ')
  return {
    connector: id,
    second: title,
    group: 'wait',
    connected,
    key: `${id}.wait.${event}`,
    sentence,
    starts: false,
    words: [`wait until for ${trigger.title}`, trigger.description, ...trigger.topics],
    draft: { wish: event, step: waitFor({ connector: id, event, connectionId }, sentence) },
  }
}

function appChoices(manifest: ConnectorManifest, connections: readonly ConnectionChoice[]): StepChoice[] {
  const connected = connections.some((each) => each.connector === manifest.id && each.usable)
  const connectionId = soleConnection(manifest.id, connections)
  const common = { connector: manifest.id, second: manifest.title, group: 'app', connected } as const
  return [
    ...Object.entries(manifest.triggers).map(
      ([event, trigger]): StepChoice => ({
        ...common,
        key: `${manifest.id}.${event}`,
        sentence: triggerSentence(trigger),
        starts: true,
        words: [trigger.title, trigger.description, ...trigger.topics, ...manifest.categories],
        draft: triggerDraft(manifest.id, event, { trigger, connectionId }),
      }),
    ),
    ...Object.entries(manifest.triggers).map(([event, trigger]) =>
      waitChoice(manifest, event, { trigger, connectionId, connected }),
    ),
    ...Object.entries(manifest.actions).map(
      ([action, spec]): StepChoice => ({
        ...common,
        key: `${manifest.id}.${action}`,
        sentence: plainSentence(spec.sentence, spec.title),
        starts: false,
        words: [spec.title, spec.description, ...manifest.categories],
        draft: actionDraft(manifest.id, action, { spec, connectionId }),
      }),
    ),
  ]
}

/** "When an order is paid": what has happened, told as what starts the flow. */
function triggerSentence({ title, sentence }: Pick<TriggerManifest, 'title' | 'sentence'>): string {
  if (/^(when|every|each) /i.test(sentence)) return sentence
  const clause = /^(an?|the|every) /i.test(sentence) ? sentence : passive(sentence)
  return `When ${clause.charAt(0).toLowerCase()}${clause.slice(1)}` || title
}

/** "Order paid" → "an order is paid"; "Payment succeeded" → "a payment succeeded". */
function passive(title: string): string {
  const words = title.toLowerCase().split(' ')
  const verb = words.at(-1) ?? ''
  const subject = words.slice(0, -1).join(' ')
  if (subject === '') return title
  const article = /^[aeiou]/.test(subject) ? 'an' : 'a'
  return `${article} ${subject} ${active.has(verb) ? verb : `is ${verb}`}`
}

const active = new Set(['succeeded', 'failed', 'expired', 'arrived', 'started', 'ended'])

function triggerDraft(
  connector: string,
  event: string,
  { trigger, connectionId }: { trigger: TriggerManifest; connectionId: string | null },
): StepDraft {
  const params: Record<string, Json> = {}
  for (const field of trigger.fields) if (field.default !== undefined) params[field.name] = field.default
  return {
    wish: event,
    step: {
      kind: 'trigger',
      name: triggerSentence(trigger),
      trigger: { type: 'event', connector, event, connectionId, params },
    },
  }
}

function actionDraft(
  connector: string,
  action: string,
  { spec, connectionId }: { spec: ActionManifest; connectionId: string | null },
): StepDraft {
  const name = plainSentence(spec.sentence, spec.title)
  return {
    wish: action,
    step: { kind: 'action', name, connector, action, connectionId, input: defaultsOf(spec.fields) },
  }
}

/** What must be there and has a usual value begins with it, so that a person sees what will be sent. */
function defaultsOf(fields: readonly FieldSpec[]): Record<string, Mapping> {
  const input: Record<string, Mapping> = {}
  for (const field of fields)
    if (field.required && field.default !== undefined) input[field.name] = { kind: 'constant', value: field.default }
  return input
}
