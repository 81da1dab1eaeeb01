import type { Locator, Page } from '@playwright/test'

type Point = { x: number; y: number }

/** Takes something, moves it as a hand does, and lets it go: for drags that follow the pointer. */
export async function dragByHand(page: Page, what: Locator, to: Locator, at?: Point): Promise<void> {
  await what.scrollIntoViewIfNeeded()
  const from = await middleOf(what)
  const target = at === undefined ? await middleOf(to) : await inside(to, at)
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(target.x, target.y, { steps: 12 })
  await page.mouse.up()
}

async function middleOf(locator: Locator): Promise<Point> {
  const { x, y, width, height } = await boxOf(locator)
  return { x: x + width / 2, y: y + height / 2 }
}

async function inside(locator: Locator, at: Point): Promise<Point> {
  const { x, y } = await boxOf(locator)
  return { x: x + at.x, y: y + at.y }
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox()
  if (box === null) throw new Error(`${locator} is not on the screen`)
  return box
}
