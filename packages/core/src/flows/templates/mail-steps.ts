import type { ActionStep } from '@patchbay/flow/document'
import type { Mapping } from '@patchbay/flow/mapping'
import { action, constant, template } from '../../workspace/build-steps.ts'

type Mail = { to: Mapping; toName?: Mapping; subject: string; text: string | Mapping }

/** Reserved for examples, so that nothing reaches anybody before the addresses are changed. */
export const TEAM = constant('team@example.com')
const SHOP = constant('shop@example.com')

const written = ({ to, toName, subject, text }: Mail) => ({
  fromEmail: SHOP,
  toEmail: to,
  ...(toName === undefined ? {} : { toName }),
  subject: template(subject),
  text: typeof text === 'string' ? template(text) : text,
})

/** To the team, by the company's own mail server. */
export const teamMail = (id: string, name: string, mail: Omit<Mail, 'to'>): ActionStep => ({
  ...action(id, name, {
    connector: 'smtp',
    action: 'sendMail',
    connectionId: null,
    onUnknown: 'may_repeat',
    input: written({ ...mail, to: TEAM }),
  }),
  note: 'Put your own addresses in.',
})

/** To a customer, by SendGrid. */
export const customerMail = (id: string, name: string, mail: Mail): ActionStep => ({
  ...action(id, name, {
    connector: 'sendgrid',
    action: 'sendMail',
    connectionId: null,
    onUnknown: 'may_repeat',
    input: written(mail),
  }),
  note: 'Put the address in that your customers know you by.',
})
