import { addFault, clearFaults, listFaults, type Fault as SimFault } from '@patchbay/connector-sdk/simulator'
import { type Fault, type Faults, fault as faultSchema, type ShopEvents } from './control-schema.ts'
import { type SimulatorId, type SystemName, systemNames, systems } from './simulators.ts'
import type { Workspace } from './workspaces.ts'

const FAULTS = 'faults'

/** Replaces what was switched on for that system before. */
export function switchFault(workspace: Workspace, system: SystemName, wish: Omit<Fault, 'used'>): void {
  clearFault(workspace, system)
  workspace.own.put(FAULTS, system, { ...wish, used: 0 })
  for (const simulator of simulatorsOf(system))
    addFault(workspace.hostOf(simulator).store, toSimFault(wish, wish.count))
}

export function clearFault(workspace: Workspace, system: SystemName): void {
  workspace.own.delete(FAULTS, system)
  for (const simulator of simulatorsOf(system)) clearFaults(workspace.hostOf(simulator).store)
}

export function clearAllFaults(workspace: Workspace): void {
  for (const system of systemNames) clearFault(workspace, system)
  workspace.own.delete(FAULTS, 'shop-events')
}

export function readFaults(workspace: Workspace): Faults {
  const of = (system: SystemName) => readFault(workspace, system)
  const shopEvents: ShopEvents = workspace.shopEvents()
  return {
    carrier: of('carrier'),
    payments: of('payments'),
    warehouse: of('warehouse'),
    crm: of('crm'),
    mail: of('mail'),
    http: of('http'),
    'shop-events': shopEvents,
  }
}

/**
 * Call after every request to a simulator, in its transaction: counts a fault that was used, for the page, and shares
 * the count between the simulators of one system.
 */
export function countFaults(workspace: Workspace, simulator: SimulatorId): void {
  const system = systemNames.find((name) => simulatorsOf(name).includes(simulator))
  const fault = system === undefined ? null : readFault(workspace, system)
  if (system === undefined || fault === null || fault.count === null || fault.used >= fault.count) return
  const left = remaining(workspace, simulator)
  const used = fault.count - left
  if (used === fault.used) return
  workspace.own.put(FAULTS, system, { ...fault, used })
  for (const other of simulatorsOf(system)) {
    if (other === simulator) continue
    const { store } = workspace.hostOf(other)
    clearFaults(store)
    if (left > 0) addFault(store, toSimFault(fault, left))
  }
}

function readFault(workspace: Workspace, system: SystemName): Fault | null {
  const stored = workspace.own.get(FAULTS, system)
  return stored === undefined ? null : faultSchema.parse(stored)
}

function simulatorsOf(system: SystemName): readonly SimulatorId[] {
  return systems[system]
}

function remaining(workspace: Workspace, simulator: SimulatorId): number {
  return listFaults(workspace.hostOf(simulator).store).reduce((sum, { fault }) => sum + (fault.times ?? 0), 0)
}

function toSimFault(wish: Omit<Fault, 'used'>, times: number | null): SimFault {
  const { method, path, contains, skip } = wish
  const scope = {
    times,
    ...(method === undefined ? {} : { method }),
    ...(path === undefined ? {} : { path }),
    ...(contains === undefined ? {} : { contains }),
    ...(skip === undefined ? {} : { skip }),
  }
  switch (wish.mode) {
    case 'fail':
      return { kind: 'status', status: wish.status, ...scope }
    case 'slow':
      return { kind: 'slow', delayMs: wish.ms, ...scope }
    case '429':
      return { kind: 'throttle', retryAfterSeconds: wish.retryAfterS, ...scope }
    case 'malformed':
      return { kind: 'malformed', ...scope }
    case 'timeout_after_apply':
      return { kind: 'timeoutAfterApplying', ...scope }
    case 'down':
      return { kind: 'down', ...scope }
  }
}
