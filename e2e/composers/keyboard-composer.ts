import { expect, type Locator } from '@playwright/test'
import { tabTo } from '../pages/keys.ts'
import type { Pages } from '../pages/pages.ts'

export type KeyboardComposer = ReturnType<typeof createKeyboardComposer>

/** Working without a pointer: Tab to what is meant, Enter, arrows, and the editor's own keys. */
export function createKeyboardComposer({ editor }: Pages) {
  const { page } = editor
  const { keyboard } = page
  const press = async (target: Locator, key = 'Enter'): Promise<void> => {
    await tabTo(page, target)
    await keyboard.press(key)
  }
  return {
    press,
    /** A opens the list of steps under the one that has the focus; words find it, Enter takes it. */
    async addStep(says: string, name: string): Promise<void> {
      await keyboard.press('a')
      await expect(editor.chooser.getByRole('combobox', { name: 'Search for a step' })).toBeFocused()
      await keyboard.type(says)
      await expect(editor.chooser.getByRole('option', { selected: true })).toContainText(name)
      await keyboard.press('Enter')
      await expect(editor.step(name)).toBeFocused()
    },
    /** A menu opened by its button; the first letters of a line choose it. */
    async choose(button: Locator, line: string): Promise<void> {
      await press(button)
      await keyboard.type(line)
      await keyboard.press('Enter')
    },
    /** M in a field opens the values of earlier steps; words find one, Enter takes it. */
    async pickValue(field: Locator, find: string): Promise<void> {
      await tabTo(page, field)
      await keyboard.press('Alt+m')
      await expect(editor.settings.pickerSearch()).toBeFocused()
      await keyboard.type(find)
      await keyboard.press('Enter')
      await expect(editor.settings.picker).toBeHidden()
    },
  }
}
