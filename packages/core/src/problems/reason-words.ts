import { connectorTitle } from '../connectors/manifests.ts'

export type ReasonFacts = {
  kind: 'failed' | 'held'
  code: string
  field: string | null
  connector: string | null
  stepName: string | null
  /** What was said to the newest run, by the vendor or by Patchbay. */
  message: string | null
  connectionName: string | null
  runs: number
}

export type ReasonWords = { title: string; advice: string }

/**
 * A code as a sentence with vendor and field, then what is safe and the one thing to do. What the vendor said stands in
 * the title: nothing of ours says it better.
 */
export function reasonWords(facts: ReasonFacts): ReasonWords {
  const vendor = facts.connector === null ? null : connectorTitle(facts.connector)
  const say = SAY[facts.code] ?? (facts.code.startsWith('mapping_') ? mapping : plain)
  const { title, mend } = say(facts, vendor)
  return { title, advice: `${stopped(facts)} ${mend}` }
}

type Said = { title: string; mend: string }
type Say = (facts: ReasonFacts, vendor: string | null) => Said

/** What it stopped, and what is safe. */
function stopped({ kind, stepName, runs }: ReasonFacts): string {
  const at = stepName === null ? '' : ` at “${stepName}”`
  const many = runs.toLocaleString('en-GB')
  if (kind === 'held') return `${runs === 1 ? 'One run is' : `${many} runs are`} held${at}. Nothing is lost.`
  return `${runs === 1 ? 'One run' : `${many} runs`} failed${at}. What came before stays done.`
}

const SAY: Record<string, Say> = {
  auth_expired: ({ connectionName }, vendor) => ({
    title: `${vendor ?? 'The vendor'} no longer accepts the key${connectionName === null ? '' : ` for “${connectionName}”`}`,
    mend: 'Reconnect it: they go on by themselves once the key works.',
  }),
  invalid_input: (facts, vendor) => ({
    title: said(facts, vendor, 'does not take what was sent'),
    mend:
      facts.field === null
        ? 'Change what is sent, then retry.'
        : `Change “${facts.field}”, for these runs or in the flow, then retry.`,
  }),
  not_found: (facts, vendor) => ({
    title: said(facts, vendor, 'does not know what the step asks for'),
    mend: 'Create it there, or change what is asked for, then retry.',
  }),
  conflict: (facts, vendor) => ({
    title: said(facts, vendor, 'has it in another state already'),
    mend: 'Look there first. If it is as it should be, supply the output or skip the step; otherwise mend it and retry.',
  }),
  rate_limited: (facts, vendor) => ({
    title: said(facts, vendor, 'takes no more calls for now'),
    mend: 'Retry later: a few go out at a time.',
  }),
  upstream: (facts, vendor) => ({
    title: said(facts, vendor, 'did not work'),
    mend: 'Nothing has to be changed here. Retry once it works again: try one first.',
  }),
  unknown_outcome: (_facts, vendor) => ({
    title: `${vendor ?? 'The vendor'} never answered`,
    mend: 'It may have gone through. Look there: then retry as it is, or supply what came of it.',
  }),
  poison: () => ({
    title: 'The worker stopped each time the run was begun',
    mend: 'Something in it is too large or breaks the worker. Retry one, and tell whoever runs this installation.',
  }),
  engine_trouble: () => ({
    title: 'Patchbay itself could not work on the run for an hour',
    mend: 'The log of the worker says why. Retry once whoever runs this installation has mended it.',
  }),
  not_started: ({ message }) => ({
    title: message ?? 'The run could not be started',
    mend: 'Publish the flow again, then run the event again.',
  }),
  stopped: ({ message }) => ({
    title: message ?? 'The flow ended these runs as failed',
    mend: 'That is what the flow says. Dismiss it, or change the flow and run the event again.',
  }),
  call_cycle: ({ message, stepName }) => ({
    title: `“${stepName ?? 'A call'}” and another run would wait for each other for ever`,
    mend: message ?? 'Retry once the other run has ended.',
  }),
  call_failed: (facts) => ({ title: said(facts, null, 'called a flow, and that failed'), mend: CALLED }),
  call_cancelled: (facts) => ({ title: said(facts, null, 'called a flow, and that was cancelled'), mend: CALLED }),
  answer_invalid: (facts) => ({
    title: said(facts, null, 'called a flow, and its answer does not fit'),
    mend: 'Supply what it should have answered. A retry calls it anew: what it had done is done again.',
  }),
  join_timed_out: ({ stepName }) => ({
    title: `“${stepName ?? 'A parallel'}” took longer than it may`,
    mend: 'What was under way then is done. Retry, or give it more time in the flow.',
  }),
}

/** As `goesOnWith` has it. */
const CALLED =
  'Retry the run that it called first, then this one: it goes on with that run. Retried alone it calls anew, and what that run had done is done again.'

const mapping: Say = ({ field, message }) => ({
  title: message ?? (field === null ? 'What to send could not be worked out' : `“${field}” could not be worked out`),
  mend: `Nothing was sent. ${field === null ? 'Change the flow' : `Give “${field}” a value`}, then retry.`,
})

const plain: Say = (facts, vendor) => ({
  title: said(facts, vendor, 'did not do what was asked'),
  mend: 'Look at one run for the reason, then retry, supply the output or skip the step.',
})

/** "HubSpot: “phone” is longer than 20 characters", by the vendor's own words where there are some. */
function said({ message, field }: ReasonFacts, vendor: string | null, otherwise: string): string {
  const subject = vendor ?? 'The step'
  if (message === null || message.trim() === '') {
    return field === null ? `${subject} ${otherwise}` : `${subject} ${otherwise}: “${field}”`
  }
  const words = withoutDot(message.trim())
  return vendor === null || words.toLowerCase().startsWith(vendor.toLowerCase()) ? words : `${vendor}: ${words}`
}

const withoutDot = (text: string): string =>
  text.endsWith('.') && !text.slice(0, -1).includes('. ') ? text.slice(0, -1) : text
