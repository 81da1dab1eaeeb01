import { createInterface } from 'node:readline/promises'
import { createApiKey } from '@patchbay/api/create-api-key'
import type { Settings } from '../../settings.ts'
import { print } from './remote-command.ts'

export type CreateKeyOptions = { email: string; name: string; scope: string[]; expires?: string }

/** Signs in as a person and makes an API key. The password comes from PATCHBAY_PASSWORD or is asked for. */
export async function createKey(settings: Settings, options: CreateKeyOptions): Promise<number> {
  const password = settings.password ?? (await ask('Password: '))
  print(
    await createApiKey({
      url: settings.publicUrl,
      email: options.email,
      password,
      name: options.name,
      scopes: options.scope,
      expiresAt: options.expires === undefined ? null : expiryOf(options.expires),
    }),
  )
  process.stderr.write('The key is shown this once. Keep it where secrets are kept.\n')
  return 0
}

function expiryOf(text: string): Date {
  const date = new Date(text)
  if (Number.isNaN(date.getTime())) throw new Error(`"${text}" is not a date such as 2027-01-31`)
  return date
}

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await terminal.question(question)
  } finally {
    terminal.close()
  }
}
