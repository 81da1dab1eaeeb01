const at = '2025-03-03T08:00:00.000Z'
const dates = { createdAt: at, updatedAt: at, archived: false }

/** Who works in the portal. */
export const owners = [
  {
    id: '41629779',
    email: 'tamsin@brindle.example',
    type: 'PERSON',
    firstName: 'Tamsin',
    lastName: 'Osei',
    userId: 9586504,
    ...dates,
  },
  {
    id: '41629780',
    email: 'idris@brindle.example',
    type: 'PERSON',
    firstName: 'Idris',
    lastName: 'Vance',
    userId: 9586505,
    ...dates,
  },
  {
    id: '41629781',
    email: 'sales@brindle.example',
    type: 'PERSON',
    firstName: '',
    lastName: '',
    userId: 9586506,
    ...dates,
  },
]

/** The portal's deal pipelines with their stages. */
export const pipelines = [
  pipeline('default', 'Sales pipeline', ['Appointment scheduled', 'Contract sent', 'Closed won', 'Closed lost']),
  pipeline('75e28846', 'Shop orders', ['Paid', 'Shipped', 'Returned']),
]

function pipeline(id: string, label: string, stages: string[]) {
  return {
    id,
    label,
    displayOrder: 0,
    ...dates,
    stages: stages.map((name, index) => ({
      id: `${id}-${name.toLowerCase().replaceAll(' ', '')}`,
      label: name,
      displayOrder: index,
      metadata: { probability: '0.5' },
      ...dates,
    })),
  }
}

/** What HubSpot would refuse a new deal for; null when nothing. */
export function dealProblem(properties: Record<string, string>): string | null {
  if (!properties.dealname) return 'Some required fields were not set: [dealname]'
  const found = pipelines.find(({ id }) => id === properties.pipeline)
  if (found === undefined) return `Pipeline "${String(properties.pipeline)}" does not exist`
  const { dealstage } = properties
  return found.stages.some(({ id }) => id === dealstage)
    ? null
    : `Stage "${String(dealstage)}" is not in pipeline "${found.id}"`
}
