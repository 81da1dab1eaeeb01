import { describeCondition, describeMapping, inWords } from '../describe.ts'
import type { ApprovalStep, EventStep, FlowDocument, Join, ScopeStep, Step, SubflowStep } from '../document.ts'
import { own } from '../validate/validation.ts'
import { describeFailure, describeRuns } from './describe-rules.ts'
import type { ChangeContext, PropertyWords } from './property-words.ts'
import { waitInWords } from './wait-in-words.ts'

type At = { document: FlowDocument; step: Step; context: ChangeContext }

/** A setting of the steps that decide where a run goes, or of how events become runs; null where it has no words here. */
export function describeControl(at: At, property: string): PropertyWords | null {
  const { step } = at
  switch (step.kind) {
    case 'trigger':
      return property === 'runs' ? it('makes runs', describeRuns(at.document, step.runs)) : null
    case 'action':
      return describeFailure(at.document, step, property)
    case 'loop':
      return describeLoop(at, step, property)
    case 'repeat':
      return describeRepeat(at, step, property)
    case 'parallel':
      return property === 'join' ? it('goes on', joinWords(step.join)) : null
    case 'scope':
      return property === 'compensate' ? it('', scopeWords(step)) : null
    case 'event':
      return describeEvent(at, step, property)
    case 'approval':
      return describeApproval(at, step, property)
    case 'subflow':
      return describeSubflow(step, property)
    default:
      return null
  }
}

const it = (verb: string, words: string): PropertyWords => ({ subject: 'It', verb, words })

function describeLoop({ document }: At, step: Step & { kind: 'loop' }, property: string): PropertyWords | null {
  if (property === 'batchSize') {
    const { batchSize = 1 } = step
    return it('takes', batchSize === 1 ? 'one item a pass' : `${batchSize} items a pass`)
  }
  if (property !== 'collect') return null
  return it('collects', step.collect === undefined ? 'nothing' : `what ${nameOf(document, step.collect)} gives`)
}

function describeRepeat({ document }: At, step: Step & { kind: 'repeat' }, property: string): PropertyWords | null {
  if (property === 'until') return it('goes on until', describeCondition(document, step.until))
  if (property === 'maxTimes') return it('goes through', `at most ${step.maxTimes} passes`)
  if (property === 'delayMs') return it('waits', `${waitInWords(step.delayMs)} between passes`)
  if (property !== 'atLimit') return null
  return { subject: 'After the last pass, it', verb: '', words: step.atLimit === 'fail' ? 'fails' : 'goes on' }
}

/** "when all lanes have succeeded, within 2 h" */
export function joinWords(join: Join | undefined): string {
  const within = join?.timeoutMs === undefined ? '' : `, within ${waitInWords(join.timeoutMs)}`
  if (join === undefined || join.kind === 'all') return `when all lanes have succeeded${within}`
  if (join.kind === 'any') return `when one lane has ended${within}`
  return join.count === 1 ? `when one lane has succeeded${within}` : `when ${join.count} lanes have succeeded${within}`
}

export const scopeWords = ({ compensate }: Pick<ScopeStep, 'compensate'>): string =>
  compensate ? 'undoes what was done when it fails' : 'leaves what was done when it fails'

function describeEvent({ document, context }: At, step: EventStep, property: string): PropertyWords | null {
  if (property === 'does') return it('waits for', eventWords(context, step))
  if (property === 'match') return it('takes the one whose', matchWords(document, step))
  if (property === 'timeoutMs') return it('waits', `${waitInWords(step.timeoutMs)} at most`)
  if (property !== 'lookBackMs') return null
  const words = step.lookBackMs === 0 ? 'no event that came before the run' : `${waitInWords(step.lookBackMs)} back`
  return it('looks at', words)
}

/** “Shipment is delivered” */
export function eventWords({ manifests }: Pick<ChangeContext, 'manifests'>, { connector, event }: EventStep): string {
  const known = own(own(manifests, connector)?.triggers ?? {}, event)
  return `“${known?.sentence ?? `${connector}: ${event}`}”`
}

export function matchWords(document: FlowDocument, { match }: EventStep): string {
  const path = match.path.split('.').map(inWords).join(' › ')
  return `${path} is ${describeMapping(document, match.equals)}`
}

function describeApproval({ document, context }: At, step: ApprovalStep, property: string): PropertyWords | null {
  switch (property) {
    case 'question':
      return it('asks', describeMapping(document, step.question))
    case 'facts': {
      const facts = step.facts.map(({ label, value }) => `${label}: ${describeMapping(document, value)}`)
      return it('shows', facts.length === 0 ? 'nothing more' : facts.join('; '))
    }
    case 'approvers':
      return it('asks', approverWords(context, step))
    case 'form':
      return it('has', step.form.length === 0 ? 'no form' : `fields ${step.form.map(({ label }) => label).join(', ')}`)
    case 'deadlineMs':
      return it('waits', `${waitInWords(step.deadlineMs)} at most`)
    case 'remindMs':
      return it('reminds', step.remindMs === null ? 'nobody' : `after ${waitInWords(step.remindMs)}`)
    default:
      return null
  }
}

const ROLES = { owner: 'an owner', admin: 'an admin', editor: 'an editor', operator: 'an operator' } as const

/** "Ada Lovelace, or an operator" */
export function approverWords({ people = [] }: Pick<ChangeContext, 'people'>, { approvers }: ApprovalStep): string {
  const known = approvers.people.flatMap((id) => people.find((one) => one.id === id)?.name ?? [])
  const others = approvers.people.length - known.length
  const names = [...known, ...(others === 0 ? [] : [others === 1 ? 'one person' : `${others} people`])]
  const role = approvers.role === null ? [] : [ROLES[approvers.role]]
  const all = [...names, ...role]
  const last = all.pop()
  if (last === undefined) return 'nobody yet'
  return all.length === 0 ? last : `${all.join(', ')} or ${last}`
}

function describeSubflow(step: SubflowStep, property: string): PropertyWords | null {
  if (property === 'mode') return it('', step.mode === 'wait' ? 'waits for what it gives' : 'goes on at once')
  if (property !== 'versionId') return null
  return it('runs', step.versionId === null ? 'the version that is live' : 'a version of its own choice')
}

/** “Refund an order” */
export function flowWords({ flows = [] }: Pick<ChangeContext, 'flows'>, { flowId }: SubflowStep): string {
  if (flowId === null) return 'a flow that is not chosen yet'
  const known = flows.find(({ id }) => id === flowId)
  return known === undefined ? 'another flow' : `“${known.name}”`
}

const nameOf = ({ steps }: FlowDocument, stepId: string): string => {
  const step = steps.find(({ id }) => id === stepId)
  return step === undefined ? 'a step that is gone' : `“${step.name}”`
}
