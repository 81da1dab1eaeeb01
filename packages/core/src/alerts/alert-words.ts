import type { AlertKind } from '@patchbay/db/schema'

/** What is known of an alert when people are told. */
export type AlertFacts = {
  kind: AlertKind
  /** The flow's or the connection's name. */
  name: string
  count: number
  /** The first time that people are told of it, or a reminder. */
  reminder: boolean
  run: { id: string; subject: string | null; reason: string | null; stepName: string | null } | null
  /** Runs that wait for a connection to be mended. */
  held: number
  firstAt: Date
  lastAt: Date
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
  const more = count === 1 ? [] : [`${count} runs of it have failed since it last went well.`]
  return {
    title: reminder ? `${name} still fails` : `${name} failed`,
    lines: [
      `${what} stopped${where}: ${run?.reason ?? 'no reason was given.'}`,
      ...more,
      'What succeeded before stays recorded and is not done twice. Open the run to see what was sent, mend the cause, and retry it.',
    ],
    action: { label: 'Open the run', path: run === null ? '/problems' : `/runs/${run.id}` },
  }
}

function decisionWords({ name, run, count }: AlertFacts): AlertWords {
  const what = run?.subject ?? 'A run'
  return {
    title: count === 1 ? `${name} waits for a decision` : `${name} waits for ${count} decisions`,
    lines: [
      `Nobody knows whether a write of ${what} went through, and the vendor cannot tell a repeat from a second one.`,
      'Nothing more is sent until a person says. Look at the vendor, then answer whether it is done or to be sent again.',
    ],
    action: { label: 'Decide', path: '/problems' },
  }
}

function connectionWords({ name, held }: AlertFacts, connectionId: string | null): AlertWords {
  const waiting =
    held === 0 ? 'No run waits for it yet.' : `${held === 1 ? 'One run waits' : `${held} runs wait`} for it.`
  return {
    title: `${name} needs to be connected again`,
    lines: [
      'The vendor refuses its credential.',
      `${waiting} They are safe, and go on by themselves once it works again.`,
    ],
    action: { label: 'Mend the connection', path: `/connections?connection=${connectionId ?? ''}` },
  }
}

function silenceWords({ name, lastAt }: AlertFacts, flowId: string | null): AlertWords {
  return {
    title: `${name} has not run for longer than usual`,
    lines: [
      `Its last run was accepted at ${lastAt.toISOString().slice(0, 16).replace('T', ' ')} UTC. In the two weeks before it never paused half as long.`,
      'Nothing failed: no event came in. See whether the shop still sends them, and whether the flow still listens to the right ones.',
    ],
    action: { label: 'Open the flow', path: `/flows/${flowId ?? ''}` },
  }
}
