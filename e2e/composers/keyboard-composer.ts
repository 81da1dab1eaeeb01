import { expect, type Locator } from '@playwright/test'
import { focusedLine, hasFocus, tabTo } from '../pages/keys.ts'
import type { Pages } from '../pages/pages.ts'

export type KeyboardComposer = ReturnType<typeof createKeyboardComposer>

/** Working without a pointer: Tab to what is meant, Enter, arrows, and the editor's own keys. */
export function createKeyboardComposer({ editor }: Pages) {
  const { page } = editor
  const { keyboard } = page
  const press = async (target: Locator, key = 'Enter'): Promise<void> => {
    await tabTo(page, target)
    await expect(target).toBeEnabled()
    await keyboard.press(key)
  }
  /** In the values of earlier steps: words find one, Enter takes it. */
  const find = async (words: string): Promise<void> => {
    await expect(editor.settings.pickerSearch()).toBeFocused()
    await keyboard.type(words)
    await keyboard.press('Enter')
    await expect(editor.settings.picker).toBeHidden()
  }
  return {
    press,
    find,
    /** A opens the list of steps below the one that has the focus; words find one, Enter takes it. */
    async addStep(says: string, name: string): Promise<void> {
      await keyboard.press('a')
      await expect(editor.chooser.getByRole('combobox', { name: 'Search for a step' })).toBeFocused()
      await keyboard.type(says)
      await expect(editor.chooser.getByRole('option', { selected: true })).toContainText(name)
      await keyboard.press('Enter')
      await expect(editor.step(name)).toBeFocused()
    },
    /** Back onto the canvas, along the cables to a step, and into it. */
    async openStep(name: string): Promise<void> {
      await tabTo(page, editor.canvas.getByRole('button', { name: /^Step / }).and(page.locator('[tabindex="0"]')))
      await keyboard.press('Home')
      for (let step = await editor.steps.count(); step > 0 && !(await hasFocus(editor.step(name))); step--) {
        await keyboard.press('ArrowDown')
      }
      await expect(editor.step(name)).toBeFocused()
      await keyboard.press('Enter')
      await expect(editor.settings.title(name)).toBeVisible()
    },
    async type(field: Locator, text: string): Promise<void> {
      await tabTo(page, field)
      await keyboard.type(text)
    },
    /** A list opened by its button; a line's first letters find it. */
    async choose(button: Locator, line: string): Promise<void> {
      await press(button)
      await expect(focusedLine(page)).toHaveCount(1)
      await keyboard.type(line)
      await expect(focusedLine(page)).toContainText(line)
      await keyboard.press('Enter')
    },
    /** Alt+M in a field opens the values of earlier steps. */
    async pickValue(field: Locator, words: string): Promise<void> {
      await press(field, 'Alt+m')
      await find(words)
    },
  }
}
