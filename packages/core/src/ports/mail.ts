export type OutgoingMail = {
  /** Stays the same over all tries: a reader can tell copies. */
  id: string
  /** Whose mail room shows it where there is no mail server. */
  workspaceId: string | null
  to: string
  subject: string
  text: string
  html: string
}

/** `again: false`: no later try can change it (no such address). `reason` is for people. */
export type MailOutcome = { ok: true } | { ok: false; reason: string; again: boolean }

/** Hands one mail to a mail server. Never throws for what a server or a network does. */
export type MailPort = { send(mail: OutgoingMail): Promise<MailOutcome> }
