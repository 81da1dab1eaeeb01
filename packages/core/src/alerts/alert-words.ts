import type { AlertKind, DecisionKind } from '@patchbay/db/schema'
import { connectorTitle } from '../connectors/manifests.ts'

/** What is known of an alert when people are told, or when they look at it later. */
export type AlertFacts = {
  kind: AlertKind
  /** The flow's or the connection's name. */
  name: string
  /** Runs, or decisions: those that are open, or all there were once it is over. */
  count: number
  /** The first time that people are told of it, or a reminder. */
  reminder: boolean
  over: boolean
  run: StoppedRun | null
  /** The newest question; null for other kinds, and where its run has been removed. */
  asked: AskedDecision | null
  /** Runs that wait for a connection to be mended. */
  held: number
  firstAt: Date
  lastAt: Date
}

export type StoppedRun = {
  id: string
  subject: string | null
  stepName: string | null
  connector: string | null
  /** Of the vendor's answer. */
  status: number | null
  /** What stopped it, without the step's name where that is known. */
  reason: string | null
}

export type AskedDecision = {
  id: string
  kind: DecisionKind
  subject: string | null
  question: string
  /** The write stands and has no undo: a person undoes it, or it stays. */
  byHand: boolean
}

export type AlertWords = {
  title: string
  /** What happened, what is safe, what to do. */
  lines: string[]
  action: { label: string; path: string }
}

export function alertWords(facts: AlertFacts, ids: { flowId: string | null; connectionId: string | null }): AlertWords {
  switch (facts.kind) {
    case 'failure':
      return failureWords(facts)
    case 'decision':
      return decisionWords(facts)
    case 'connection':
      return connectionWords(facts, ids.connectionId)
    case 'silence':
      return silenceWords(facts, ids.flowId)
  }
}

function failureWords({ name, run, count, reminder }: AlertFacts): AlertWords {
  const what = run?.subject ?? 'A run'
  const where = run?.stepName == null ? '' : ` at “${run.stepName}”`
  const why = run === null ? null : whyStopped(run)
  const more = count === 1 ? [] : [`${count} runs of it have failed since it last went well.`]
  return {
    title: reminder ? `${name} still fails` : `${name} failed`,
    lines: [
      why === null ? `${what} stopped${where}.` : `${what} stopped${where}: ${why}`,
      ...more,
      'What succeeded before stays recorded and is not done twice. Open the run to see what was sent, mend the cause, and retry it.',
    ],
    action: { label: 'Open the run', path: run === null ? '/problems' : `/runs/${run.id}` },
  }
}

/** "EasyPost answered 422: The address is not valid." */
function whyStopped({ connector, status, reason }: StoppedRun): string | null {
  if (connector === null) return reason
  const vendor = connectorTitle(connector)
  const answered = status === null ? null : `${vendor} answered ${status}`
  // What the client says for a vendor that gives no words of its own.
  if (reason === null || reason === `The vendor answered ${status}`) return answered === null ? reason : `${answered}.`
  if (answered !== null) return reason.startsWith(answered) ? reason : `${answered}: ${reason}`
  return reason.includes(vendor) ? reason : `${vendor}: ${reason}`
}

function decisionWords({ name, asked, count, over }: AlertFacts): AlertWords {
  const waits = over ? 'waited' : 'waits'
  const newest = count === 1 ? '' : 'The newest: '
  const about = asked?.subject == null ? '' : `${asked.subject}: `
  return {
    title: count === 1 ? `${name} ${waits} for a decision` : `${name} ${waits} for ${count} decisions`,
    lines: [...(asked === null ? [] : [`${newest}${about}${asked.question}`]), toAnswer({ asked, count, over })],
    action: { label: 'Decide', path: asked === null ? '/problems' : `/problems#${asked.id}` },
  }
}

function toAnswer({ asked, count, over }: Pick<AlertFacts, 'asked' | 'count' | 'over'>): string {
  if (over) return 'Nothing waits for a person any more.'
  if (asked === null || count !== 1)
    return 'Nothing more is done there until a person says. Each question stands with what was sent and what to answer.'
  switch (asked.kind) {
    case 'unknown':
      return 'Nothing is sent again until a person says. Look at the vendor, then answer whether it went through or is to be sent again.'
    case 'failed':
      return 'The run waits until a person says. Look at the vendor and mend the cause, then answer whether it went through after all or is to be sent again.'
    case 'undo':
      return asked.byHand
        ? 'Undoing goes on once a person says. Look at the vendor, then answer whether it is undone by hand or may stay.'
        : 'Undoing goes on once a person says. Look at the vendor, then answer whether it is undone or is to be tried again.'
  }
}

function connectionWords({ name, held, over }: AlertFacts, connectionId: string | null): AlertWords {
  return {
    title: `${name} ${over ? 'needed' : 'needs'} to be connected again`,
    lines: over ? ['The vendor refused its credential.'] : ['The vendor refuses its credential.', heldWords(held)],
    action: { label: 'Mend the connection', path: `/connections?id=${connectionId ?? ''}` },
  }
}

function heldWords(held: number): string {
  if (held === 0)
    return 'No run waits for it yet. Those that will are safe, and go on by themselves once it works again.'
  if (held === 1) return 'One run waits for it. It is safe, and goes on by itself once it works again.'
  return `${held} runs wait for it. They are safe, and go on by themselves once it works again.`
}

function silenceWords({ name, lastAt, over }: AlertFacts, flowId: string | null): AlertWords {
  return {
    title: `${name} ${over ? 'had' : 'has'} not run for longer than usual`,
    lines: [
      `Its last run${over ? ' before that' : ''} was accepted at ${lastAt.toISOString().slice(0, 16).replace('T', ' ')} UTC. In the two weeks before it never paused half as long.`,
      'Nothing failed: no event came in. See whether the shop still sends them, and whether the flow still listens to the right ones.',
    ],
    action: { label: 'Open the flow', path: `/flows/${flowId ?? ''}` },
  }
}
