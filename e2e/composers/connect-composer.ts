import { expect, type Locator } from '@playwright/test'
import type { VendorClient } from '../fixtures/vendor-client.ts'
import type { Pages } from '../pages/pages.ts'
import { VendorPage } from '../pages/vendor-page.ts'

export type ConnectComposer = ReturnType<typeof createConnectComposer>

/** Connecting an account at a vendor, as a person does it: in the vendor's own window. */
export function createConnectComposer(pages: Pages, vendor: VendorClient) {
  const { connections } = pages
  /** Presses a button that opens the vendor's window, and answers there. */
  const atVendor = async (button: Locator, answer: 'allow' | 'refuse'): Promise<void> => {
    const opening = connections.page.waitForEvent('popup')
    await button.click()
    const there = new VendorPage(await opening)
    await there[answer]()
  }
  /** Fills in a dialog that connects an account, the workspace's app included, and signs in. */
  const signInToHubspot = async (dialog: Locator, name: string): Promise<void> => {
    await dialog.getByLabel('Name').fill(name)
    await dialog.getByRole('radio', { name: 'Live' }).check()
    await dialog.getByRole('radio', { name: 'Sign in' }).check()
    await dialog.getByLabel('Client id').fill(vendor.app.clientId)
    await dialog.getByLabel('Client secret').fill(vendor.app.clientSecret)
    await dialog.getByRole('button', { name: 'Save the app' }).click()
    await atVendor(dialog.getByRole('button', { name: 'Sign in to HubSpot' }), 'allow')
  }
  return {
    atVendor,
    signInToHubspot,
    /** From the empty page to a connection that works. */
    async connectHubspot(name: string): Promise<Locator> {
      await connections.open('?add=hubspot')
      await signInToHubspot(connections.dialog, name)
      const panel = connections.panel(name)
      await expect(panel).toBeVisible()
      return panel
    },
  }
}
