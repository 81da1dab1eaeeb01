import type { Locator, Page } from '@playwright/test'

const MOST_TABS = 120

/** Goes on with Tab (or back with Shift+Tab) until the focus is there, as somebody without a pointer does. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let pressed = 0; pressed < MOST_TABS; pressed++) {
    if (await hasFocus(target)) return
    await page.keyboard.press(key)
  }
  throw new Error(`${target} is not reached with ${MOST_TABS} presses of ${key}`)
}

export async function hasFocus(target: Locator): Promise<boolean> {
  return (await target.count()) === 1 && (await target.evaluate((element) => element === document.activeElement))
}
