import type { ConnectorManifest } from '@patchbay/connector-sdk/manifest'
import type { ActionStep } from '@patchbay/flow/document'
import type { Operation } from '@patchbay/flow/operations'

export type ActionChange = { operation: Operation; kept: string[]; dropped: string[] }

/**
 * A step that does another thing with the same app: values of fields that both actions have stay, others go, as labels
 * in `kept` and `dropped`. The sentence changes with it while it is still the one that was proposed.
 */
export function changeAction(step: ActionStep, action: string, connector: ConnectorManifest): ActionChange {
  const before = connector.actions[step.action]
  const after = connector.actions[action]
  const labelOf = (name: string) => before?.fields.find((spec) => spec.name === name)?.label ?? name
  const stays = (name: string) => after?.fields.some((spec) => spec.name === name) ?? false
  const names = Object.keys(step.input)
  const dropped = names.filter((name) => !stays(name))
  const operations: Operation[] = [
    { kind: 'setSettings', stepId: step.id, settings: { kind: 'action', action } },
    ...dropped.map((field): Operation => ({ kind: 'setInput', stepId: step.id, field, mapping: null })),
  ]
  // Tries and what an unknown outcome leads to were chosen for the other action's risks.
  if (step.policy !== undefined) operations.push({ kind: 'setPolicy', stepId: step.id, policy: null })
  if (step.onUnknown !== undefined) operations.push({ kind: 'setFailureChoices', stepId: step.id, onUnknown: null })
  if (after !== undefined && (step.name === before?.sentence || step.name === before?.title))
    operations.push({ kind: 'renameStep', stepId: step.id, name: after.sentence })
  return {
    operation: { kind: 'batch', operations },
    kept: names.filter(stays).map(labelOf),
    dropped: dropped.map(labelOf),
  }
}
