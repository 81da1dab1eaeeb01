import { z } from 'zod'

const KEY_BYTES = 32

export const authEnv = {
  /** Where people open Patchbay; cookies and the check of a request's origin go by it. */
  PATCHBAY_PUBLIC_URL: z.url().transform((url) => url.replace(/\/+$/, '')),
  /** 32 bytes in base64. The key that signs sessions is derived from it. */
  PATCHBAY_SECRET_KEY: z
    .base64()
    .refine(
      (text) => Buffer.from(text, 'base64').length === KEY_BYTES,
      'must be 32 bytes in base64: make one with `openssl rand -base64 32`',
    ),
  /**
   * Addresses or CIDR ranges, separated by commas, of the proxies in front of the web app. Only then X-Forwarded-For is
   * believed, and sign-in is limited by client; empty: by e-mail address and for everybody together.
   */
  PATCHBAY_TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ''),
    )
    .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], 'must be addresses or CIDR ranges'))),
}
