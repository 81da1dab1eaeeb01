import { expect, type Locator, type Page } from '@playwright/test'
import { HANG_MS } from '../support/hang-ms.ts'

const MOST_TABS = 120

/** Goes on with Tab (or back with Shift+Tab) until the focus is there, as somebody without a pointer does. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  // Presses are counted, so none is made for what is still to come.
  await expect(target).toHaveCount(1, { timeout: HANG_MS })
  await expect(target).toBeVisible()
  for (let pressed = 0; pressed < MOST_TABS; pressed++) {
    if (await hasFocus(target)) return
    await page.keyboard.press(key)
  }
  throw new Error(`${target} is not reached with ${MOST_TABS} presses of ${key}`)
}

export async function hasFocus(target: Locator): Promise<boolean> {
  return (await target.count()) === 1 && (await target.evaluate((element) => element === document.activeElement))
}

/**
 * The line of an open menu or list that has the focus. The list gets it only after it is seen: letters that come before
 * go to what opened it.
 */
export function focusedLine(page: Page): Locator {
  return page.locator('[role=menuitem]:focus, [role=option]:focus')
}
