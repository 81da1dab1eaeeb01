import { createInterface, type Interface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { createApiKey } from '@patchbay/api/create-api-key'
import type { Settings } from '../../settings.ts'
import { print } from './remote-command.ts'

export type CreateKeyOptions = { email: string; name: string; scope: string[]; expires: string }

/** A key for a script is forgotten easily: it ends by itself unless one asks otherwise. */
const DAYS = 90
const DAY_MS = 24 * 60 * 60 * 1000
export const defaultExpiry = (): string => new Date(Date.now() + DAYS * DAY_MS).toISOString().slice(0, 10)

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
      expiresAt: options.expires === 'never' ? null : expiryOf(options.expires),
    }),
  )
  process.stderr.write('The key is shown this once. Keep it where secrets are kept.\n')
  return 0
}

function expiryOf(text: string): Date {
  const date = new Date(text)
  if (Number.isNaN(date.getTime())) throw new Error(`"${text}" is not a date such as 2027-01-31, nor “never”`)
  return date
}

/** Asks without showing what is typed. */
async function ask(question: string): Promise<string> {
  process.stderr.write(question)
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: unseen, terminal: process.stdin.isTTY === true })
  try {
    return await Promise.race([terminal.question(''), withoutAnswer(terminal)])
  } finally {
    terminal.close()
    process.stderr.write('\n')
  }
}

const withoutAnswer = (terminal: Interface): Promise<never> =>
  new Promise((_, reject) => {
    terminal.once('close', () => reject(new Error('There is nobody to ask for a password. Set PATCHBAY_PASSWORD.')))
  })
