import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

const StackSecrets = z.object({
  /** 32 bytes in base64: the vault's master key. Without it stored credentials cannot be read again. */
  secretKey: z.string(),
  /** Shared by the sandbox and those that control it. */
  sandboxToken: z.string(),
  passwords: z.object({
    postgres: z.string(),
    patchbay_owner: z.string(),
    patchbay_app: z.string(),
    temporal: z.string(),
  }),
})
export type StackSecrets = z.infer<typeof StackSecrets>

/** Reads the data folder's secrets, made once and readable by their owner only. Throws when the file is damaged: guessing new ones would lock everything stored. */
export function loadSecrets(file: string): StackSecrets {
  if (!existsSync(file)) writeSecrets(file)
  const parsed = StackSecrets.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (!parsed.success) {
    throw new Error(`${file} is damaged: restore it from a backup.\n${z.prettifyError(parsed.error)}`)
  }
  return parsed.data
}

function writeSecrets(file: string): void {
  const password = () => randomBytes(24).toString('base64url')
  const secrets: StackSecrets = {
    secretKey: randomBytes(32).toString('base64'),
    sandboxToken: randomBytes(24).toString('base64url'),
    passwords: {
      postgres: password(),
      patchbay_owner: password(),
      patchbay_app: password(),
      temporal: password(),
    },
  }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
