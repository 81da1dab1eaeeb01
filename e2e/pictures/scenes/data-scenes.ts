import { expect } from '../expect.ts'
import { compare, expression, flow, step } from '../flows/draw.ts'
import { goLive, openRun, orderUntil, startUntil } from '../live-flow.ts'
import type { Studio } from '../open-studio.ts'
import { drawn, type Scene } from '../scene.ts'

/** What is kept, how long, and what is too large; and what stops a drawing from being published. */
export const dataScenes: Scene[] = [
  {
    name: 'large-value',
    take: (studio) => takeValue(studio, { articles: 6_000, name: 'large-value', state: 'succeeded' }),
  },
  {
    name: 'too-large',
    take: (studio) => takeValue(studio, { articles: 12_000, copies: 2, name: 'too-large', state: 'failed' }),
  },
  {
    name: 'retention',
    async take({ page, keep, scan }) {
      await page.goto('/settings/privacy')
      await expect(page.getByRole('heading', { name: 'How long data is kept' })).toBeVisible()
      await keep('retention')
      await scan('data and privacy')
    },
  },
  {
    name: 'erase-person',
    async take(studio) {
      const { pages, steps, keep } = studio
      await goLive(studio, 'Capture payments', flow([steps.order('orderCreated'), steps.capture()], 'order > capture'))
      await orderUntil(studio, 'succeeded')
      await pages.privacy.open()
      await pages.privacy.lookFor('ilka.varro@example.com')
      await expect(pages.privacy.request).toContainText('Found: ')
      await pages.privacy.request.scrollIntoViewIfNeeded()
      await keep('erase-person')
    },
  },
  drawn({
    name: 'test-step',
    flow: 'Try it out',
    step: 'size',
    tab: 'test',
    document: ({ steps }) =>
      flow(
        [
          steps.order('orderCreated'),
          step('size', 'branch', 'Is it a large order?', {
            cases: [{ id: 'large', label: 'Large', condition: compare('order.total_price', 'at_least', 500) }],
            otherwiseLabel: 'Small',
          }),
          steps.tag('insure', 'Tag it to be insured', 'insure'),
        ],
        'order > size',
        'size.large > insure',
      ),
    before: async ({ pages }) => {
      await pages.editor.settings.testButton.click()
      await expect(pages.editor.settings.cameBack).toContainText(/by /, { timeout: 60_000 })
    },
  }),
  {
    name: 'problems-drawer',
    async take({ page, workspace, steps, keep }) {
      const mail = steps.mail('mail', 'Thank the customer', 'Thank you for {nobody.name}')
      const document = flow(
        [
          steps.order(),
          step('lines', 'loop', 'For each line', {
            list: { kind: 'constant', value: 3 },
            concurrency: 4,
            onItemError: 'stop',
          }),
          { ...mail, input: {} },
          step('ask', 'approval', 'Ask whether it may ship', {
            question: { kind: 'constant', value: '' },
            facts: [],
            approvers: { people: [], role: null },
            form: [],
            deadlineMs: 3_600_000,
            remindMs: 7_200_000,
          }),
        ],
        'order > lines > mail > ask',
      )
      const { id } = await workspace.api.flows.create({ name: 'Not ready yet', document })
      await page.goto(`/flows/${id}?drawer=problems`)
      await expect(page.getByText(/Stops publishing/).first()).toBeVisible()
      await keep('problems-drawer')
    },
  },
]

type Value = { articles: number; copies?: number; name: string; state: string }

/** A list that is as large as asked, made by a run. */
async function takeValue(studio: Studio, { articles, copies = 1, name, state }: Value): Promise<void> {
  const { page, steps, keep } = studio
  const source = `[1..${articles}].{ "sku": "BR-" & $string($), "name": "Stoneware mug, oat, second choice" }`
  const fields = Object.fromEntries(
    ['articles', 'articlesBefore'].slice(0, copies).map((field) => [field, expression(source)]),
  )
  const list = step('catalogue', 'set', 'List the catalogue', { fields })
  const flowId = await goLive(studio, `Catalogue: ${name}`, flow([steps.byHand(), list], 'start > catalogue'))
  await openRun(studio, await startUntil(studio, flowId, 'Whole catalogue', state), 'catalogue')
  if (state === 'succeeded') await page.getByRole('tab', { name: 'Output' }).click()
  await keep(name)
}
