import { expect } from './expect.ts'
import type { FlowDraft } from './flows/draw.ts'
import type { Studio } from './open-studio.ts'

const RUN_MS = 90_000
const LINES = { 'Stoneware mug': 2, 'Linen tea towel': 1 }

/** Published and on: it is the only flow that hears of orders, so that each order has one run. */
export async function goLive({ workspace, flows }: Studio, name: string, document: FlowDraft): Promise<string> {
  const { api } = workspace
  for (const { id, enabled } of (await api.flows.list()).items) {
    if (enabled) await api.flows.disable(id, 'Another picture is taken', 'refuse')
  }
  return flows.publish(name, document)
}

/** Places an order and answers its run, once that is in the state that the picture wants. */
export async function orderUntil(studio: Studio, state: string, customer = 'ilka-varro'): Promise<string> {
  const { orders, workspace } = studio
  const { products } = await workspace.sandbox.shop()
  const known = Object.fromEntries(
    Object.entries(LINES).filter(([title]) => products.some((one) => one.title === title)),
  )
  const runId = await orders.runOf(await orders.place({ lines: known, customer }))
  await inState(studio, runId, state)
  return runId
}

/** Starts a flow by hand and answers its run, once that is in the state that the picture wants. */
export async function startUntil(studio: Studio, flowId: string, order: string, state: string): Promise<string> {
  const { api } = studio.workspace
  const { deliveryId } = await api.flows.start(flowId, { order })
  const started = async () => (await api.deliveries.get(deliveryId)).runs[0]?.id ?? null
  await expect.poll(started, { timeout: RUN_MS }).not.toBeNull()
  const runId = (await started()) ?? ''
  await inState(studio, runId, state)
  return runId
}

export const inState = ({ workspace }: Studio, runId: string, state: string): Promise<void> =>
  expect.poll(async () => (await workspace.api.runs.get(runId)).state, { timeout: RUN_MS }).toBe(state)

/** Opens a run at a step, once the canvas stands. */
export async function openRun({ page }: Studio, runId: string, step?: string): Promise<void> {
  await page.goto(`/runs/${runId}${step === undefined ? '' : `?step=${step}`}`)
  await expect(page.getByRole('application')).toBeVisible()
  await expect(page.getByRole('complementary').first()).toBeVisible()
  await expect(page.getByRole('button', { name: /^Step 1, / })).toBeVisible()
}
