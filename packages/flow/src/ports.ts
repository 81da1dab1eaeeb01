import type { Step, StepKind } from './document.ts'

export const OUT_PORT = 'out'
export const ERROR_PORT = 'error'
export const OTHERWISE_PORT = 'otherwise'
export const UNDO_PORT = 'undo'
export const TIMEOUT_PORT = 'timeout'

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
    case 'action':
      return [{ id: OUT_PORT, label: 'Then' }, errorPort, { id: UNDO_PORT, label: 'Undo with' }]
    case 'event':
      return [{ id: OUT_PORT, label: 'When it comes' }, { id: TIMEOUT_PORT, label: 'If it does not' }, errorPort]
    case 'approval':
      return [
        { id: 'approved', label: 'Approved' },
        { id: 'refused', label: 'Refused' },
        { id: TIMEOUT_PORT, label: 'Nobody answered' },
        errorPort,
      ]
    default:
      return [{ id: OUT_PORT, label: 'Then' }, errorPort]
  }
}

const errorPort: Port = { id: ERROR_PORT, label: 'If it fails' }

const WITHOUT_OUTPUT: ReadonlySet<StepKind> = new Set(['branch', 'filter', 'parallel', 'repeat', 'scope', 'stop'])

/**
 * Whether a step gives later steps anything; a branch, say, only decides where the run goes. A scope gives why it
 * failed, and that inside its catch lane only.
 */
export function givesOutput({ kind }: Step): boolean {
  return !WITHOUT_OUTPUT.has(kind)
}
