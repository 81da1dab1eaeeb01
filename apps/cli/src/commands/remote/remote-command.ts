import { createClient, type PatchbayClient } from '@patchbay/api/client'
import type { Command } from 'commander'
import type { Settings } from '../../settings.ts'

export type Remote = (work: (client: PatchbayClient) => Promise<unknown>) => Promise<number>

/** Calls the public API with the key of the environment and prints what came back as JSON. */
export const remote =
  (settings: Settings): Remote =>
  async (work) => {
    const { apiKey, publicUrl } = settings
    if (apiKey === undefined) {
      throw new Error(
        'Set PATCHBAY_API_KEY. Make one with: npm run patchbay -- api-key create --email you@example.com --name script',
      )
    }
    print(await work(createClient({ url: publicUrl, apiKey })))
    return 0
  }

export const print = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}

/** For commands that bring an event in; without it each has a key of its own. */
export const REPEAT = [
  '--idempotency-key <key>',
  'of a command whose answer was lost: what it asked for is not done twice',
] as const

export type RepeatOptions = { idempotencyKey?: string }

/** How a group of commands is put under the program. */
export type CommandGroup = (
  program: Command,
  run: (work: (client: PatchbayClient) => Promise<unknown>) => Promise<void>,
) => void
