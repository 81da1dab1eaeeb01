import type { Locator } from '@playwright/test'
import { expect } from './expect.ts'
import type { FlowDraft } from './flows/draw.ts'
import type { Studio } from './open-studio.ts'

/** Something to take a picture of, by the name that the picture gets. */
export type Scene = { name: string; take: (studio: Studio) => Promise<void> }

export type DrawnStep = {
  name: string
  /** What the flow is called. */
  flow: string
  document: (studio: Studio) => FlowDraft | Promise<FlowDraft>
  /** Its id. */
  step: string
  tab?: 'setup' | 'test' | 'retry' | 'notes'
  /** The part of the settings that is scrolled to. */
  section?: string | RegExp
  /** Done before the picture is taken. */
  before?: (studio: Studio, panel: Locator) => Promise<void>
}

/** A step as it is drawn, with what is set at it beside it. */
export const drawn = ({ name, flow, document, step, tab, section, before }: DrawnStep): Scene => ({
  name,
  async take(studio) {
    const { page, pages, workspace } = studio
    const { id } = await workspace.api.flows.create({ name: flow, document: await document(studio) })
    await page.setViewportSize({ width: 1360, height: 720 })
    await page.goto(`/flows/${id}?step=${step}${tab === undefined ? '' : `&tab=${tab}`}`)
    const { panel } = pages.editor.settings
    await expect(panel).toBeVisible()
    await foldPalette(studio)
    await expect(panel.locator('.ui-late')).toHaveCount(0)
    await pages.editor.button('Show all of it').click()
    if (section !== undefined) {
      const part = panel.getByRole('region', { name: section })
      await part.evaluate((element) => element.scrollIntoView({ block: 'center' }))
    }
    await before?.(studio, panel)
    await page.mouse.move(5, 5)
    await studio.keep(name, { of: await belowTheBar(studio) })
    // The lists of flows in later pictures are a shop's, not a studio's.
    await workspace.api.flows.archive(id)
  },
})

/** The list of steps would take a fifth of the picture. */
async function foldPalette({ page, pages }: Studio): Promise<void> {
  const fold = pages.editor.button('Fold the list of steps away')
  if ((await fold.count()) > 0) await fold.click()
  await page.evaluate(() => document.fonts.ready)
}

async function belowTheBar({ page, pages }: Studio) {
  const canvas = await pages.editor.canvas.boundingBox()
  const screen = page.viewportSize()
  if (canvas === null || screen === null) throw new Error('There is no canvas')
  return { x: canvas.x, y: canvas.y, width: screen.width - canvas.x, height: screen.height - canvas.y }
}
