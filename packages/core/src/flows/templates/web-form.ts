import { action, expression } from '../../workspace/build-steps.ts'
import { flowOf } from './flow-of.ts'
import { teamMail } from './mail-steps.ts'
import type { Template } from './template.ts'

export const webForm: Template = {
  id: 'web-form',
  title: 'Web form: contact in HubSpot and a mail',
  description:
    'Give your web form the address of this flow. Whoever fills it in becomes a contact, and the team hears of it.',
  folder: 'Customers',
  document: flowOf({
    start: {
      id: 'form',
      name: 'When the form is sent',
      trigger: { type: 'webhook', auth: { kind: 'none' }, answer: { kind: 'now' } },
    },
    steps: [
      action('contact', 'Keep the contact in HubSpot', {
        connector: 'hubspot',
        action: 'upsertContact',
        connectionId: null,
        input: { email: expression('steps.form.body.email'), firstName: expression('steps.form.body.name') },
      }),
      teamMail('mail', 'Tell the team', {
        subject: 'Somebody wrote by the web form',
        text: expression(
          '$string(steps.form.body.name) & " (" & $string(steps.form.body.email) & "):\\n\\n" & $string(steps.form.body.message)',
        ),
      }),
    ],
    cables: ['form > contact > mail'],
  }),
}
