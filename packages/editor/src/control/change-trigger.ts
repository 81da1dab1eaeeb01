import type { ConnectorManifest } from '@patchbay/connector-sdk/manifest'
import type { Trigger } from '@patchbay/flow/document'
import type { ConnectionChoice } from '../contract.ts'

type Known = {
  manifests: Readonly<Record<string, ConnectorManifest>>
  connections: readonly ConnectionChoice[]
  timeZone: string
}

/** A trigger of another kind, set up as most people would want it. */
export function newTrigger(type: Trigger['type'], { manifests, connections, timeZone }: Known): Trigger {
  switch (type) {
    case 'event': {
      const apps = eventApps(manifests)
      const app = apps.find(({ id }) => connections.some((connection) => connection.connector === id)) ?? apps[0]
      const [event] = Object.keys(app?.triggers ?? {})
      const connectionId = app === undefined ? null : onlyConnection(app.id, connections)
      return { type, connector: app?.id ?? 'http', event: event ?? 'none', connectionId, params: {} }
    }
    case 'webhook':
      return { type, auth: { kind: 'none' }, answer: { kind: 'now' } }
    case 'schedule':
      return {
        type,
        schedule: { kind: 'cron', expression: '0 8 * * *', timeZone },
        overlap: 'skip',
        catchUpWindowMs: 3_600_000,
      }
    case 'manual':
      return { type, form: [] }
    case 'api':
      return { type }
    case 'call':
      return { type, input: [], output: [] }
  }
}

/**
 * A trigger that listens to something else. Of the same app the connection stays, and the settings that both events have;
 * of another app a connection is chosen where there is just one to choose.
 */
export function changeEvent(
  trigger: Trigger & { type: 'event' },
  to: { connector: string; event: string },
  { manifests, connections }: Omit<Known, 'timeZone'>,
): Trigger & { type: 'event' } {
  const fields = manifests[to.connector]?.triggers[to.event]?.fields ?? []
  const sameApp = to.connector === trigger.connector
  const kept = sameApp
    ? Object.entries(trigger.params).filter(([name]) => fields.some((spec) => spec.name === name))
    : []
  const connectionId = sameApp ? trigger.connectionId : onlyConnection(to.connector, connections)
  return { type: 'event', ...to, connectionId, params: Object.fromEntries(kept) }
}

/** The apps that tell of events. */
export function eventApps(manifests: Known['manifests']): ConnectorManifest[] {
  return Object.values(manifests)
    .filter(({ triggers }) => Object.keys(triggers).length > 0)
    .sort((a, b) => a.title.localeCompare(b.title))
}

function onlyConnection(connector: string, connections: readonly ConnectionChoice[]): string | null {
  const own = connections.filter((connection) => connection.connector === connector && connection.usable)
  return own.length === 1 ? (own[0]?.id ?? null) : null
}
