import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '@patchbay/observability/logger'
import { createSandboxClient, type SandboxClient } from '../client.ts'
import { startSandbox } from '../server.ts'

export type OpenSandbox = {
  url: string
  smtpPort: number
  client: (workspaceId: string) => SandboxClient
  close: () => Promise<void>
}

/** A sandbox on free ports with a file of its own, gone when closed. Vendors wait a thousandth of their time. */
export async function openSandbox(): Promise<OpenSandbox> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-sandbox-'))
  const token = 'made-up-sandbox-token'
  const log = createLogger('sandbox-test', { level: 'silent' })
  const file = join(folder, 'sandbox.db')
  const sandbox = await startSandbox({ httpPort: 0, smtpPort: 0, file, token, log, retryScale: 0.001 })
  return {
    url: sandbox.url,
    smtpPort: sandbox.smtpPort,
    client: (workspaceId) => createSandboxClient({ url: sandbox.url, token, workspaceId }),
    close: async () => {
      await sandbox.close()
      rmSync(folder, { recursive: true })
    },
  }
}
