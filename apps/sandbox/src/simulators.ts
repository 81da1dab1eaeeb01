import { easypostSimulator } from '@patchbay/connector-easypost/simulator'
import { httpSimulator } from '@patchbay/connector-http/simulator'
import { hubspotSimulator } from '@patchbay/connector-hubspot/simulator'
import type { SimHost, SimOutcome, SimRequest } from '@patchbay/connector-sdk/simulator'
import { sendgridSimulator } from '@patchbay/connector-sendgrid/simulator'
import { shopifySimulator } from '@patchbay/connector-shopify/simulator'
import { smtpSimulator } from '@patchbay/connector-smtp/simulator'
import { stripeSimulator } from '@patchbay/connector-stripe/simulator'

type Handler = { handle: (request: SimRequest, host: SimHost) => Promise<SimOutcome> }

/** Every pretend vendor, by its connector's id. */
export const simulators = {
  easypost: easypostSimulator,
  http: httpSimulator,
  hubspot: hubspotSimulator,
  sendgrid: sendgridSimulator,
  shopify: shopifySimulator,
  smtp: smtpSimulator,
  stripe: stripeSimulator,
} as const satisfies Record<string, Handler>

export type SimulatorId = keyof typeof simulators

export function isSimulatorId(text: string): text is SimulatorId {
  return Object.hasOwn(simulators, text)
}

export const simulatorIds: SimulatorId[] = Object.keys(simulators).filter(isSimulatorId)

/** What the fault switches are called, and which simulators each one breaks. */
export const systems = {
  carrier: ['easypost'],
  payments: ['stripe'],
  warehouse: ['shopify'],
  crm: ['hubspot'],
  mail: ['sendgrid', 'smtp'],
  http: ['http'],
} as const satisfies Record<string, readonly SimulatorId[]>

export type SystemName = keyof typeof systems

export const systemNames = ['carrier', 'payments', 'warehouse', 'crm', 'mail', 'http'] as const satisfies SystemName[]
