import { expect, type Locator } from '@playwright/test'
import type { SeededWorkspace } from '../fixtures/seed-workspace.ts'
import type { Pages } from '../pages/pages.ts'

export type EditorComposer = ReturnType<typeof createEditorComposer>

export type DraftDocument = Awaited<ReturnType<SeededWorkspace['api']['flows']['get']>>['draft']

/** Drawing flows, and reading what became of a draft from outside. */
export function createEditorComposer({ api }: SeededWorkspace, pages: Pages) {
  const { editor, flows } = pages
  const draftOf = async (flowId: string): Promise<DraftDocument> => (await api.flows.get(flowId)).draft
  return {
    draftOf,
    /** From the list of flows onto an empty canvas; answers the new flow's id. */
    async startEmpty(): Promise<string> {
      await flows.open()
      await flows.button('New flow').click()
      await expect(editor.canvas).toBeVisible()
      await expect(editor.page.getByRole('heading', { name: 'What starts this flow?' })).toBeVisible()
      return editor.flowId
    },
    /** The draft as the server has it, once all that was done here is saved. */
    async savedDraft(): Promise<DraftDocument> {
      await editor.expectSaved()
      return draftOf(editor.flowId)
    },
    /** The mapping of one input of a step, by the step's name. */
    async inputOf(flowId: string, stepName: string): Promise<Record<string, unknown>> {
      const { steps } = await draftOf(flowId)
      const step = steps.find(({ name }) => name === stepName)
      return step !== undefined && 'input' in step ? step.input : {}
    },
    /** Publishes all that has changed, and switches the flow on. */
    async publishAndSwitchOn(): Promise<void> {
      await editor.publishAll(await editor.askToPublish())
      await editor.switchOn()
    },
    /** Opens the drawer's versions and presses a button of one. */
    async onVersion(number: number, button: 'Open' | 'Compare' | 'Restore'): Promise<Locator> {
      const versions = editor.page.getByRole('list', { name: 'Versions' })
      if (!(await versions.isVisible())) await editor.showVersions()
      await editor.version(number).getByRole('button', { name: button }).click()
      return editor.version(number)
    },
  }
}
