import type { Step } from './document.ts'

export const OUT_PORT = 'out'
export const ERROR_PORT = 'error'
export const OTHERWISE_PORT = 'otherwise'

export type Port = { id: string; label: string }

/** The jacks that cables may leave a step from, the main one first. */
export function portsOf(step: Step): Port[] {
  switch (step.kind) {
    case 'trigger':
      return [{ id: OUT_PORT, label: 'Then' }]
    case 'stop':
      return []
    case 'branch':
      return [
        ...step.cases.map(({ id, label }) => ({ id, label })),
        { id: OTHERWISE_PORT, label: step.otherwiseLabel },
        errorPort,
      ]
    default:
      return [{ id: OUT_PORT, label: 'Then' }, errorPort]
  }
}

const errorPort: Port = { id: ERROR_PORT, label: 'If it fails' }

/** Whether a step gives later steps anything; a branch, say, only decides where the run goes. */
export function givesOutput({ kind }: Step): boolean {
  return kind !== 'branch' && kind !== 'filter' && kind !== 'parallel' && kind !== 'stop'
}
