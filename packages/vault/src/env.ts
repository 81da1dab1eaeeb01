import { z } from 'zod'

const KEY_BYTES = 32

const key = z
  .base64()
  .refine(
    (text) => Buffer.from(text, 'base64').length === KEY_BYTES,
    'must be 32 bytes in base64: make one with `openssl rand -base64 32`',
  )

export const vaultEnv = {
  /** 32 bytes in base64. The master key that secrets are wrapped with is derived from it. */
  PATCHBAY_SECRET_KEY: key,
  /** Raise it by one with every new PATCHBAY_SECRET_KEY, and move the key before it to PATCHBAY_OLD_SECRET_KEYS. */
  PATCHBAY_SECRET_KEY_VERSION: z.coerce.number().int().min(1).default(1),
  /** Keys of before by version, as JSON: `{"1":"…"}`. They open secrets until these are wrapped anew. */
  PATCHBAY_OLD_SECRET_KEYS: z
    .string()
    .default('{}')
    .transform((text, issues) => {
      try {
        const parsed: unknown = JSON.parse(text)
        return parsed
      } catch {
        issues.addIssue({ code: 'custom', message: 'must be JSON such as {"1":"<32 bytes in base64>"}' })
        return z.NEVER
      }
    })
    .pipe(z.record(z.string().regex(/^\d+$/), key)),
}

export const vendorEnv = {
  /**
   * JSON, connector to origin: `{"hubspot":"https://hubspot.example.internal"}`. Where live connections find that vendor,
   * its API and its sign-in, instead of at its public address: a proxy, an edition of your own, a server in tests. These
   * exact origins may be private; nothing else may.
   */
  PATCHBAY_VENDOR_ORIGINS: z
    .string()
    .default('')
    .transform((text, issues) => {
      try {
        const parsed: unknown = JSON.parse(text === '' ? '{}' : text)
        return parsed
      } catch {
        issues.addIssue({
          code: 'custom',
          message: 'must be JSON such as {"hubspot":"https://hubspot.example.internal"}',
        })
        return z.NEVER
      }
    })
    .pipe(
      z.record(
        z.string(),
        z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin),
      ),
    ),
}

type VaultEnv = { [name in keyof typeof vaultEnv]: z.infer<(typeof vaultEnv)[name]> }

/** The keys of an app's environment, as `createVault` takes them. */
export const vaultKeys = (env: VaultEnv) => ({
  secretKey: env.PATCHBAY_SECRET_KEY,
  keyVersion: env.PATCHBAY_SECRET_KEY_VERSION,
  oldSecretKeys: env.PATCHBAY_OLD_SECRET_KEYS,
})
