import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Locator, Page } from '@playwright/test'
import sharp from 'sharp'
import { expect } from './expect.ts'

export type Theme = 'light' | 'dark'
export type Box = { x: number; y: number; width: number; height: number }

export type Wish = {
  /** What is kept of the page; without it, all that is in sight. */
  of?: Locator | Box
  themes?: readonly Theme[]
}

const PICTURES = fileURLToPath(new URL('../../docs/pictures/', import.meta.url))
const FRAME = 12

/** Keeps what is on the screen as `<name>-light.png`, in few colours: a picture is a page's worth of bytes in a clone. */
export async function keepPicture(page: Page, name: string, { of, themes = ['light'] }: Wish = {}): Promise<void> {
  mkdirSync(PICTURES, { recursive: true })
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme })
    await expect(page.locator('html')).toHaveClass(new RegExp(`\\b${theme}\\b`))
    await page.evaluate(() => document.fonts.ready)
    await expect(page.locator('.ui-late').filter({ visible: true })).toHaveCount(0)
    const clip = of === undefined ? undefined : await boxOf(page, of)
    const shot = await page.screenshot({
      animations: 'disabled',
      caret: 'hide',
      ...(clip === undefined ? {} : { clip }),
    })
    await sharp(shot)
      .png({ palette: true, colours: 160, dither: 0, effort: 10, compressionLevel: 9 })
      .toFile(join(PICTURES, `${name}-${theme}.png`))
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

async function boxOf(page: Page, of: Locator | Box): Promise<Box> {
  if ('x' in of) return of
  await of.first().scrollIntoViewIfNeeded()
  const box = await of.first().boundingBox()
  const screen = page.viewportSize()
  if (box === null || screen === null) throw new Error(`${of} is not on the screen`)
  const x = Math.max(0, Math.floor(box.x) - FRAME)
  const y = Math.max(0, Math.floor(box.y) - FRAME)
  return {
    x,
    y,
    width: Math.min(screen.width, Math.ceil(box.x + box.width) + FRAME) - x,
    height: Math.min(screen.height, Math.ceil(box.y + box.height) + FRAME) - y,
  }
}
