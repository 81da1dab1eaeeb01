import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** What axe finds wrong with what is on the screen, in light and dark: "name (dark): rule: where". Empty where nothing is. */
export async function scanBothThemes(page: Page, name: string): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('html')).toHaveClass(new RegExp(`\\b${colorScheme}\\b`))
    // A mail lies in a frame without scripts, where axe would wait for ever: it is the sender's, not a page of ours.
    const axe = new AxeBuilder({ page }).exclude('iframe')
    // Only colours differ by theme.
    const { violations } = await (colorScheme === 'dark' ? axe.withRules('color-contrast') : axe).analyze()
    for (const { id, nodes } of violations) {
      found.push(`${name} (${colorScheme}): ${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`)
    }
  }
  return found
}
