import { createHash } from 'node:crypto'
import type { ActionManifest } from '@patchbay/connector-sdk/manifest'
import type { ActionStep } from '@patchbay/flow/document'
import { stepFingerprint } from '@patchbay/flow/step-fingerprint'
import { connectorTitle, manifestOf } from '../connectors/manifests.ts'
import type { UsableConnection } from '../lookups/find-connection.ts'
import type { LiveWarning, TestRequest } from './test-models.ts'

/** A step of a test with the connection it uses there. `inLoop`: a test of more than that step goes through it again and again. */
export type UsedStep = { step: ActionStep; connection: UsableConnection; inLoop: boolean }

export const actionOf = (step: ActionStep): ActionManifest | null =>
  manifestOf(step.connector)?.actions[step.action] ?? null

/** Whether a step changes something outside; one that nobody knows counts as such. */
export function isWrite(step: ActionStep): boolean {
  const effect = actionOf(step)?.effect
  return effect !== 'read' && effect !== 'pure'
}

/**
 * What a test would do at live accounts. Null where it does nothing there. The acknowledgement stands for exactly these
 * steps as they are set up, these accounts and this sample: when one of them changes, it has to be given again.
 */
export function liveWarning(request: TestRequest, used: UsedStep[]): LiveWarning | null {
  const real = used
    .filter(({ step, connection }) => connection.environment === 'live' && isWrite(step))
    .map((one) => ({ ...one, inLoop: one.inLoop && request.scope !== 'step' }))
  const [first] = real
  if (first === undefined) return null
  const acknowledgement = createHash('sha256')
    .update(
      JSON.stringify([
        request.flowId,
        request.scope,
        'sampleId' in request.sample ? request.sample.sampleId : request.sample.item,
        request.input,
        real.map(({ step, connection }) => [step.id, stepFingerprint(step), connection.id]),
      ]),
    )
    .digest('hex')
    .slice(0, 40)
  if (real.length === 1) return { acknowledgement, ...oneStep(first) }
  return {
    acknowledgement,
    title: `This does ${real.length} things for real.`,
    lines: [
      ...real.map(
        ({ step, connection, inLoop }) =>
          `“${step.name}” at ${placeOf(step, connection)}${inLoop ? ', for each of the first items of its loop' : ''}.`,
      ),
      ...always,
    ],
    button: `Do these ${real.length} things for real`,
  }
}

const always = ['Patchbay does not know what it costs, and the test does not undo it.']

function oneStep({ step, connection, inLoop }: UsedStep): Omit<LiveWarning, 'acknowledgement'> {
  const action = actionOf(step)
  const does = action?.title ?? step.name
  return {
    title: `This is real: ${lowerFirst(does)}.`,
    lines: [
      `It happens at ${placeOf(step, connection)}: ${effectWords(action)}`,
      ...(inLoop ? ['It stands in a loop, so it happens for each of the first items, not once.'] : []),
      action?.idempotency.kind === 'natural'
        ? 'A second test with the same values changes nothing more.'
        : 'A second test does it a second time.',
      ...always,
      ...(tells(step) ? ['Whoever it is addressed to hears of it.'] : []),
    ],
    button: inLoop ? `${does} for real` : `${does} for real, once`,
  }
}

const placeOf = (step: ActionStep, connection: UsableConnection): string =>
  `${connectorTitle(step.connector)}, ${connection.account ?? connection.name}`

function effectWords(action: ActionManifest | null): string {
  if (action?.effect === 'create') return 'something new is made there.'
  if (action?.effect === 'upsert') return 'something is changed there, or made where it is missing.'
  if (action?.effect === 'delete') return 'something is removed there.'
  return 'something is done there.'
}

const tells = (step: ActionStep): boolean =>
  (manifestOf(step.connector)?.categories ?? []).some((category) => /mail|chat|message/i.test(category))

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
