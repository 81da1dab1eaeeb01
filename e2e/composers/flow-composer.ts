import { expect } from '@playwright/test'
import type { SeededWorkspace } from '../fixtures/seed-workspace.ts'
import type { Pages } from '../pages/pages.ts'
import { HANG_MS } from '../support/hang-ms.ts'

export type FlowComposer = ReturnType<typeof createFlowComposer>

/** Flows of a spec's own, published by the public API from a document. */
export function createFlowComposer({ api }: SeededWorkspace, pages: Pages) {
  const connectionOf = async (connector: string): Promise<string> => {
    const { items } = await api.connections.list()
    const found = items.find((connection) => connection.connector === connector)
    if (found === undefined) throw new Error(`There is no connection to ${connector}`)
    return found.id
  }
  const connectionNamed = async (name: string): Promise<string> => {
    const { items } = await api.connections.list()
    const found = items.find((connection) => connection.name === name)
    if (found === undefined) throw new Error(`There is no connection “${name}”`)
    return found.id
  }
  const runOf = async (flowId: string): Promise<string> => {
    const newest = async () => (await api.runs.list({ flow: flowId })).items[0]?.id ?? null
    await expect.poll(newest, { message: 'the flow has a run', timeout: HANG_MS }).not.toBeNull()
    return (await newest()) ?? ''
  }
  return {
    connectionOf,
    connectionNamed,
    runOf,
    /** Publishes a flow and switches it on. */
    async publish(name: string, document: Record<string, unknown>): Promise<string> {
      const { id, revision } = await api.flows.create({ name, document })
      await api.flows.publish(id, { revision })
      await api.flows.enable(id)
      return id
    },
    /** Starts a flow and opens its run as soon as there is one. */
    async startAndWatch(flowId: string, form: Record<string, unknown> = {}): Promise<string> {
      const { deliveryId } = await api.flows.start(flowId, form)
      // Not the flow's newest run: until this start has become one, that is the run before.
      const started = async () => (await api.deliveries.get(deliveryId)).runs[0]?.id ?? null
      await expect.poll(started, { message: 'the start has become a run', timeout: HANG_MS }).not.toBeNull()
      const runId = (await started()) ?? ''
      await pages.run.openRun(runId)
      return runId
    },
  }
}
