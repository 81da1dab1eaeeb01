import { writeLetter } from '../mail/letter.ts'
import type { LetterToSend } from '../mail/letters.ts'

export type ApprovalMail = {
  workspace: string
  timeZone: string
  flow: string
  /** "Order #10391". */
  subject: string | null
  question: string
  facts: { label: string; value: string }[]
  askedAt: Date
  deadlineAt: Date
  reminder: boolean
  approveUrl: string
  refuseUrl: string
}

/** The question by mail: both buttons lead to the page where it is answered. */
export function approvalLetter(mail: ApprovalMail): LetterToSend {
  const until = when(mail.deadlineAt, mail.timeZone)
  const about = mail.subject === null ? mail.flow : `${mail.flow}, ${mail.subject},`
  const facts = mail.facts.map(({ label, value }) => `${label}: ${value}`).join('\n')
  return {
    subject: mail.reminder ? `Still waits for you: ${mail.question}` : mail.question,
    ...writeLetter({
      title: mail.question,
      lines: [
        mail.reminder
          ? `You were asked at ${when(mail.askedAt, mail.timeZone)}, and nobody has answered yet. ${about} waits until ${until}.`
          : `${about} waits for an answer until ${until}. You are one of those who are asked.`,
        ...(facts === '' ? [] : [facts]),
      ],
      choices: [
        { label: 'Approve…', url: mail.approveUrl },
        { label: 'Refuse…', url: mail.refuseUrl },
      ],
      foot: `From ${mail.workspace}. The links are for you alone and end with the first answer. Opening one decides nothing: you see everything first.`,
    }),
  }
}

const when = (at: Date, timeZone: string): string =>
  `${new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone }).format(at)} (${timeZone})`
