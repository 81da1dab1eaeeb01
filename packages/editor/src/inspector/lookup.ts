import type { FieldSpec, LookupManifest } from '@patchbay/connector-sdk/manifest'
import type { Json } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'
import type { FieldForm } from './form.ts'

/** Whether a lookup can be asked, and with what; otherwise what it waits for, as the label of the field that says it. */
export type LookupReadiness =
  | { kind: 'ready'; connectionId: string; params: Record<string, Json> }
  | { kind: 'noConnection' }
  | { kind: 'waits'; for: string }
  | { kind: 'mapped'; by: string }

export function readinessOf(lookup: LookupManifest, form: FieldForm): LookupReadiness {
  if (form.connectionId === null) return { kind: 'noConnection' }
  const params: Record<string, Json> = {}
  for (const name of lookup.dependsOn) {
    const label = form.fields.find((spec) => spec.name === name)?.label ?? name
    const value = form.valueOf(name)
    if (value.kind === 'none') return { kind: 'waits', for: label }
    if (value.kind === 'mapped') return { kind: 'mapped', by: label }
    params[name] = value.value
  }
  return { kind: 'ready', connectionId: form.connectionId, params }
}

/**
 * The fields whose fixed value came from a list that another field chose, and means nothing once that one changes: those
 * that depend on it, and those that depend on them. Mapped ones stay, they were never chosen from the list.
 */
export function emptiedBy(
  name: string,
  fields: readonly FieldSpec[],
  rest: { lookups: Readonly<Record<string, LookupManifest>>; input: Readonly<Record<string, Mapping>> },
): string[] {
  const { lookups, input } = rest
  const emptied: string[] = []
  const open = [name]
  for (let changed = open.pop(); changed !== undefined; changed = open.pop()) {
    for (const spec of fields) {
      if (spec.name === name || emptied.includes(spec.name) || spec.lookup === undefined) continue
      const lookup = Object.hasOwn(lookups, spec.lookup) ? lookups[spec.lookup] : undefined
      if (lookup === undefined || !lookup.dependsOn.includes(changed)) continue
      const mapping = Object.hasOwn(input, spec.name) ? input[spec.name] : undefined
      if (mapping?.kind !== 'constant') continue
      emptied.push(spec.name)
      open.push(spec.name)
    }
  }
  return emptied
}

/** Told of a lookup that cannot be asked yet. */
export function readinessWords(readiness: Exclude<LookupReadiness, { kind: 'ready' }>, connector: string): string {
  switch (readiness.kind) {
    case 'noConnection':
      return `Choose a ${connector} connection first`
    case 'waits':
      return `Choose ${readiness.for} first`
    case 'mapped':
      return `${readiness.by} is only known when the flow runs, so its choices cannot be listed. Write the id, or map it.`
  }
}
