import { z } from 'zod'

const emptyIsAbsent = (value: unknown) => (value === '' ? undefined : value)

/** How Patchbay sends its own mail: invites, new passwords, alerts. */
export const mailEnv = {
  /**
   * `smtp://user:password@host:587` (STARTTLS where the server offers it), `smtps://…:465`; `smtp://…?tls=required`
   * refuses a server without STARTTLS. Unset: the sandbox's mail room on a local installation, else no mail.
   */
  PATCHBAY_SMTP_URL: z.preprocess(
    emptyIsAbsent,
    z.url({ protocol: /^smtps?$/, error: 'must look like smtp://user:password@mail.example.com:587' }).optional(),
  ),
  /** `Patchbay <patchbay@example.com>`. Unset: the mail server's user where that is an address, else one at our own host. */
  PATCHBAY_MAIL_FROM: z.preprocess(
    emptyIsAbsent,
    z
      .string()
      .regex(/^[^<>]*<?[^<>@\s]+@[^<>@\s]+>?$/, 'must be an address, as Patchbay <patchbay@example.com>')
      .optional(),
  ),
}
