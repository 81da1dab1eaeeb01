import type { Json } from '@patchbay/flow/json'
import type { Scope } from '@patchbay/mapping/scope'
import type { EditorSample } from '../contract.ts'
import type { Sources } from './sources.ts'

/** What a step's mappings would see in a sample, as the engine builds it for a run. */
export function previewScope(
  sources: Sources,
  { sample, workspace, item }: { sample: EditorSample; workspace: Scope['workspace']; item?: Json | undefined },
): Scope {
  const at = sample.at.toISOString()
  const loops: NonNullable<Scope['loops']> = {}
  const stepNames: Record<string, string> = {}
  for (const root of sources.roots) {
    if (root.kind !== 'step') continue
    stepNames[root.ref.from] = root.label
    if (root.step?.kind !== 'loop' || root.detail !== 'Each time around') continue
    const element = elementOf(root.value)
    if (element !== undefined) loops[root.ref.from] = { item: element, index: 0 }
  }
  return {
    steps: { ...sample.outputs },
    stepNames,
    loops,
    ...(item === undefined ? {} : { item }),
    run: { id: sample.id, now: at, random: 0.5, startedAt: at },
    workspace,
  }
}

function elementOf(value: Json | undefined): Json | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined
  return value['item']
}
