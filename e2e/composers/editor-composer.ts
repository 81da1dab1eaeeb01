import { expect } from '@playwright/test'
import { z } from 'zod'
import type { SeededWorkspace } from '../fixtures/seed-workspace.ts'
import type { Pages } from '../pages/pages.ts'

/** Of a flow's document, what is looked at from outside. */
const Draft = z.looseObject({
  steps: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      parent: z.string().optional(),
      lane: z.string().optional(),
      connectionId: z.string().nullish(),
      input: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
  edges: z.array(z.looseObject({ from: z.string(), port: z.string(), to: z.string() })),
})

export type Draft = z.output<typeof Draft>
export type EditorComposer = ReturnType<typeof createEditorComposer>

/** Drawing flows, and reading what became of a draft from outside. */
export function createEditorComposer({ api }: SeededWorkspace, pages: Pages) {
  const { editor, flows } = pages
  const draftOf = async (flowId: string): Promise<Draft> => Draft.parse((await api.flows.get(flowId)).draft)
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
    async savedDraft(): Promise<Draft> {
      await editor.expectSaved()
      return draftOf(editor.flowId)
    },
    async versionOf(flowId: string, number: number): Promise<Draft> {
      const { items } = await api.flows.versions(flowId)
      const version = items.find((each) => each.number === number)
      if (version === undefined) throw new Error(`There is no version ${number}`)
      return Draft.parse((await api.flows.version(flowId, version.id)).document)
    },
    /** Publishes all that has changed, and switches the flow on. */
    async publishAndSwitchOn(): Promise<void> {
      await editor.publishAll(await editor.askToPublish())
      await editor.switchOn()
    },
  }
}

/** The mappings of a step, by its name. */
export function inputOf({ steps }: Draft, stepName: string): Record<string, unknown> {
  return steps.find(({ name }) => name === stepName)?.input ?? {}
}
