import { compare } from '../../workspace/build-steps.ts'
import { event, filter, flowOf } from './flow-of.ts'
import { teamMail } from './mail-steps.ts'
import type { Template } from './template.ts'

export const parcelTrouble: Template = {
  id: 'parcel-trouble',
  title: 'Parcel in trouble: tell the team',
  description:
    'When a carrier reports that a parcel comes back, cannot be delivered or was damaged, the team gets a mail.',
  folder: 'Orders',
  document: flowOf({
    start: { id: 'parcel', name: "When a parcel's tracking changes", trigger: event('easypost', 'trackingChanged') },
    steps: [
      filter('trouble', 'Is it in trouble?', {
        kind: 'any',
        of: ['return_to_sender', 'failure', 'error', 'cancelled'].map((status) =>
          compare('parcel.status', 'equals', status),
        ),
      }),
      teamMail('mail', 'Tell the team', {
        subject: 'Parcel {parcel.trackingCode}: {parcel.status}',
        text: '{parcel.carrier} says of {parcel.trackingCode}: {parcel.lastMessage}\n\n{parcel.trackingUrl}',
      }),
    ],
    cables: ['parcel > trouble > mail'],
  }),
}
