import type { Locator, Page } from '@playwright/test'

/** Takes something by its middle, moves it as a hand does, and lets it go on the middle of something else. */
export async function dragByHand(page: Page, what: Locator, to: Locator): Promise<void> {
  // Both have come to rest by then.
  await to.scrollIntoViewIfNeeded()
  await what.scrollIntoViewIfNeeded()
  const from = await middleOf(what)
  const target = await middleOf(to)
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(target.x, target.y, { steps: 12 })
  await page.mouse.up()
}

async function middleOf(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox()
  if (box === null) throw new Error(`${locator} is not on the screen`)
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
