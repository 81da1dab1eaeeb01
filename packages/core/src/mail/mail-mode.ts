/**
 * Where mail of Patchbay itself goes. `smtp`: the mail server of the settings. `mail_room`: the sandbox's, on an
 * installation that only this machine can reach. `off`: nowhere, and whoever would send some is told so.
 */
export type MailMode = 'smtp' | 'mail_room' | 'off'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The mail room shows links that open doors, so it takes this mail only where nobody else can come by. */
export function mailModeOf(settings: {
  smtpUrl: string | undefined
  sandboxSmtp: string | undefined
  publicUrl: string
}): MailMode {
  if (settings.smtpUrl !== undefined) return 'smtp'
  const local = LOOPBACK.has(new URL(settings.publicUrl).hostname)
  return local && settings.sandboxSmtp !== undefined ? 'mail_room' : 'off'
}
