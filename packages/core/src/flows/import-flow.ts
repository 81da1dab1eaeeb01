import { inWorkspace } from '@patchbay/db/in-workspace'
import type { FlowDocument } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import type { Problem } from '@patchbay/flow/problem'
import { validate } from '@patchbay/flow/validate'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { type ConnectionChoice, loadConnectionChoices } from './connection-choices.ts'
import { connectorOf, withConnections } from './document-connections.ts'
import { type FlowFile, readFlowFile } from './flow-file.ts'
import { insertFlow } from './insert-flow.ts'
import { connectionKey, lookupKey, planOf } from './plan-import.ts'
import { readFlowName } from './read-flow-name.ts'
import { loadValidateOptions } from './validate-options.ts'

export type ImportChoices = {
  /** By the plan's keys: one of the workspace's connections, or null for "later". What is not named takes the plan's own choice. */
  connections?: Record<string, string | null> | undefined
  /** By the plan's keys: another value, or null for "later". What is not named stays as it is in the file. */
  lookups?: Record<string, Json> | undefined
}

export type Imported = { id: string; revision: number; problems: Problem[] }

/** Makes a flow of a file: a draft, never switched on, with what stops its publishing. */
export async function importFlow(
  ctx: CoreContext,
  principal: Principal,
  input: { file: unknown; name?: string | undefined; folder?: string | null | undefined } & ImportChoices,
): Promise<Result<Imported>> {
  const allowed = authorise(principal, 'flow.import')
  if (!allowed.ok) return allowed
  const file = readFlowFile(input.file)
  if (!file.ok) return file
  const name = readFlowName(input.name ?? file.value.name)
  if (!name.ok) return name
  const { workspaceId } = principal
  const imported = await inWorkspace(ctx.db, workspaceId, async (tx): Promise<Result<Imported>> => {
    const document = choose(file.value, await loadConnectionChoices(tx, principal), input)
    if (!document.ok) return document
    const made = { name: name.value, folder: input.folder?.trim() || null, document: document.value }
    const created = await insertFlow(tx, principal, { ...made, audit: { action: 'flow.import' } })
    if (!created.ok) return created
    return ok({ ...created.value, problems: validate(document.value, await loadValidateOptions(tx, ctx)) })
  })
  if (imported.ok) ctx.notify('patchbay_live', `${workspaceId}:flow:${imported.value.id}`)
  return imported
}

/** The file's document with the choices made; refused where a connection is not of this workspace or of another app. */
export function choose(
  file: FlowFile,
  choices: readonly ConnectionChoice[],
  made: ImportChoices,
): Result<FlowDocument> {
  const plan = planOf(file, choices)
  const chosen = new Map<string, string | null>()
  for (const { key, connector, connectorTitle, chosen: proposed } of plan.connections) {
    const id = made.connections?.[key]
    if (
      id !== undefined &&
      id !== null &&
      !choices.some((one) => one.id === id && one.connector === connector && one.mayUse)
    )
      return fail(
        'invalid',
        `What was chosen for ${connectorTitle} is no connection of this workspace for it. Choose another.`,
      )
    chosen.set(key, id === undefined ? proposed : id)
  }
  const connected = withConnections(
    file.document,
    (step, id) => chosen.get(connectionKey(connectorOf(step) ?? '', id)) ?? null,
  )
  return ok(withValues(connected, made.lookups ?? {}))
}

function withValues(document: FlowDocument, values: Record<string, Json>): FlowDocument {
  return {
    ...document,
    steps: document.steps.map((step) => {
      if (step.kind !== 'action') return step
      const input = Object.entries(step.input).flatMap(([field, mapping]): [string, typeof mapping][] => {
        const key = lookupKey(step.id, field)
        if (!Object.hasOwn(values, key)) return [[field, mapping]]
        const value = values[key] ?? null
        return value === null ? [] : [[field, { kind: 'constant', value }]]
      })
      return { ...step, input: Object.fromEntries(input) }
    }),
  }
}
