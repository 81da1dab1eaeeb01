import { inWorkspace } from '@patchbay/db/in-workspace'
import { connectionIdOf } from '@patchbay/flow/describe-property'
import type { FlowDocument } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import { connectorTitle, manifestOf } from '../connectors/manifests.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { type ConnectionChoice, loadConnectionChoices } from './connection-choices.ts'
import { connectorOf } from './document-connections.ts'
import { type FlowFile, readFlowFile } from './flow-file.ts'

export type ConnectionToChoose = {
  /** What `importFlow` takes the choice under. */
  key: string
  connector: string
  connectorTitle: string
  /** What it was where the file comes from; null where nothing was chosen there either. */
  was: { name: string; environment: 'live' | 'sandbox' } | null
  stepNames: string[]
  choices: ConnectionChoice[]
  /** The only one that fits; null when there is none, or more than one. */
  chosen: string | null
}

/** A value that was picked from a vendor's list, and may mean nothing in another account. */
export type LookupToChoose = {
  key: string
  stepId: string
  stepName: string
  connector: string
  field: string
  label: string
  lookup: string
  value: Json
}

export type ImportPlan = {
  name: string
  version: number | null
  steps: number
  connections: ConnectionToChoose[]
  lookups: LookupToChoose[]
  /** Apps and actions that this Patchbay does not have, a sentence each. The flow can be imported all the same. */
  missing: string[]
}

/** What has to be chosen before a file becomes a flow of this workspace. Changes nothing. */
export async function planImport(
  ctx: CoreContext,
  principal: Principal,
  input: { file: unknown },
): Promise<Result<ImportPlan>> {
  const allowed = authorise(principal, 'flow.import')
  if (!allowed.ok) return allowed
  const file = readFlowFile(input.file)
  if (!file.ok) return file
  const choices = await inWorkspace(ctx.db, principal.workspaceId, (tx) => loadConnectionChoices(tx, principal))
  return ok(planOf(file.value, choices))
}

export function planOf(file: FlowFile, choices: readonly ConnectionChoice[]): ImportPlan {
  const { name, version, document } = file
  return {
    name,
    version,
    steps: document.steps.length,
    connections: connectionsToChoose(file, choices),
    lookups: lookupsToChoose(document),
    missing: missingOf(document),
  }
}

/** Steps without a connection are asked for once an app. */
export const connectionKey = (connector: string, connectionId: string | null): string =>
  connectionId ?? `any ${connector}`

function connectionsToChoose(
  { document, connections }: FlowFile,
  all: readonly ConnectionChoice[],
): ConnectionToChoose[] {
  const asked = new Map<string, ConnectionToChoose>()
  for (const step of document.steps) {
    const connector = connectorOf(step)
    const manifest = connector === null ? undefined : manifestOf(connector)
    if (connector === null || manifest?.auth.kind === 'none') continue
    const key = connectionKey(connector, connectionIdOf(step))
    const known = asked.get(key)
    if (known !== undefined) {
      known.stepNames.push(step.name)
      continue
    }
    const was = Object.hasOwn(connections, key) ? connections[key] : undefined
    const choices = all.filter((one) => one.connector === connector && one.mayUse)
    asked.set(key, {
      key,
      connector,
      connectorTitle: connectorTitle(connector),
      was: was === undefined ? null : { name: was.name, environment: was.environment },
      stepNames: [step.name],
      choices,
      chosen: onlyFitting(choices, was),
    })
  }
  return [...asked.values()]
}

/** The one of that name and kind; else the only one there is. */
function onlyFitting(
  choices: readonly ConnectionChoice[],
  was: { name: string; environment: string } | undefined,
): string | null {
  const same = choices.filter(({ name, environment }) => name === was?.name && environment === was.environment)
  const [only, ...more] = same.length === 1 ? same : choices
  return only === undefined || more.length > 0 ? null : only.id
}

function lookupsToChoose(document: FlowDocument): LookupToChoose[] {
  return document.steps.flatMap((step) => {
    if (step.kind !== 'action') return []
    const fields = manifestOf(step.connector)?.actions[step.action]?.fields ?? []
    return fields.flatMap(({ name, label, lookup }) => {
      const mapping = step.input[name]
      if (lookup === undefined || mapping?.kind !== 'constant') return []
      const at = { stepId: step.id, stepName: step.name, connector: step.connector }
      return [{ ...at, key: lookupKey(step.id, name), field: name, label, lookup, value: mapping.value }]
    })
  })
}

export const lookupKey = (stepId: string, field: string): string => `${stepId}.${field}`

const notTold = (name: string, event: string, title: string): string =>
  `“${name}” waits for “${event}”, which ${title} here does not tell of.`

function missingOf(document: FlowDocument): string[] {
  return document.steps.flatMap((step) => {
    const connector = connectorOf(step)
    if (connector === null) return []
    const manifest = manifestOf(connector)
    if (manifest === null)
      return [
        `“${step.name}” needs the app “${connector}”, which this Patchbay does not have. Add it, or choose another step.`,
      ]
    if (step.kind === 'action' && manifest.actions[step.action] === undefined)
      return [
        `“${step.name}” does “${step.action}”, which ${manifest.title} here does not offer. Choose another action.`,
      ]
    if (step.kind === 'trigger' && step.trigger.type === 'event' && manifest.triggers[step.trigger.event] === undefined)
      return [notTold(step.name, step.trigger.event, manifest.title)]
    if (step.kind === 'event' && manifest.triggers[step.event] === undefined)
      return [notTold(step.name, step.event, manifest.title)]
    return []
  })
}
