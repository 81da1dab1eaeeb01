import type { Mapping } from '@patchbay/flow/mapping'
import type { StepDraft } from '../contract.ts'
import type { StepChoice } from './step-choice.ts'

/** An event of an app with an account, or of any. */
export type FirstEvent = { connector: string; event: string; connectionId: string | null }

type Own = { key: string; sentence: string; second: string; words: string[]; draft: StepDraft }

/** What starts a flow without any app. */
export function startChoices(timeZone: string): StepChoice[] {
  return starts(timeZone).map((own) => ({ ...own, group: 'start', starts: true, connector: null, connected: true }))
}

/** Patchbay's own steps: decide, repeat, wait, ask, reshape. `event`: what a wait begins with. */
export function controlChoices(event: FirstEvent): StepChoice[] {
  return [...deciding, ...repeating, ...waiting(event), ...ending].map((own) => ({
    ...own,
    group: 'control',
    starts: false,
    connector: null,
    connected: true,
  }))
}

const nothing: Mapping = { kind: 'constant', value: null }
const hourMs = 3_600_000

function starts(timeZone: string): Own[] {
  return [
    {
      key: 'start.schedule',
      sentence: 'Every morning',
      second: 'Or at any other times',
      words: ['schedule daily hour day week month monday cron time clock night evening 8 regularly timer every'],
      draft: {
        wish: 'schedule',
        step: {
          kind: 'trigger',
          name: 'Every morning at 8',
          trigger: {
            type: 'schedule',
            schedule: { kind: 'cron', expression: '0 8 * * *', timeZone },
            overlap: 'start',
            catchUpWindowMs: hourMs,
          },
        },
      },
    },
    {
      key: 'start.webhook',
      sentence: 'A web address is called',
      second: 'Webhook',
      words: ['webhook url http request api post receive incoming json hook'],
      draft: {
        wish: 'webhook',
        step: {
          kind: 'trigger',
          name: 'When a web address is called',
          trigger: { type: 'webhook', auth: { kind: 'none' }, answer: { kind: 'now' } },
        },
      },
    },
    {
      key: 'start.manual',
      sentence: 'Somebody starts it',
      second: 'By hand, with a form',
      words: ['manual button form click run person start'],
      draft: {
        wish: 'form',
        step: { kind: 'trigger', name: 'When somebody starts it', trigger: { type: 'manual', form: [] } },
      },
    },
    {
      key: 'start.api',
      sentence: 'Another program starts it',
      second: 'Patchbay API',
      words: ['api program code call script external'],
      draft: {
        wish: 'call',
        step: { kind: 'trigger', name: 'When another program starts it', trigger: { type: 'api' } },
      },
    },
    {
      key: 'start.call',
      sentence: 'Another flow starts it',
      second: 'Sub-flow, with values given and returned',
      words: ['subflow sub flow call called child reuse reusable shared function module'],
      draft: {
        wish: 'call',
        step: {
          kind: 'trigger',
          name: 'When another flow starts it',
          trigger: { type: 'call', input: [], output: [] },
        },
      },
    },
  ]
}

const unset = { kind: 'compare', left: nothing, operator: 'equals', right: nothing } as const

const deciding: Own[] = [
  {
    key: 'control.branch',
    sentence: 'Go one way or another',
    second: 'If, else if, else',
    words: ['if else branch decide condition check split path router choose case yes no depends over under elseif'],
    draft: {
      wish: 'check',
      step: {
        kind: 'branch',
        name: 'Which way?',
        cases: [{ id: 'yes', label: 'Yes', condition: unset }],
        otherwiseLabel: 'Otherwise',
      },
    },
  },
  {
    key: 'control.switch',
    sentence: 'Go by one value',
    second: 'Switch: a way for each value',
    words: ['switch case value status type which router match country depends on field pick'],
    draft: {
      wish: 'which',
      step: {
        kind: 'branch',
        name: 'Which value?',
        cases: [1, 2].map((number) => ({
          id: `way${number}`,
          label: `Way ${number}`,
          condition: { kind: 'compare', left: nothing, operator: 'equals', right: { kind: 'constant', value: '' } },
        })),
        otherwiseLabel: 'Any other',
      },
    },
  },
  {
    key: 'control.filter',
    sentence: 'Go on only when',
    second: 'Filter',
    words: ['filter only if condition continue stop unless when over under more than'],
    draft: { wish: 'onlyIf', step: { kind: 'filter', name: 'Go on only when', condition: unset } },
  },
]

const repeating: Own[] = [
  {
    key: 'control.loop',
    sentence: 'Repeat for each item',
    second: 'Loop over a list, one by one or in batches',
    words: ['loop repeat each every list items lines iterate all for batch batches chunks collect results'],
    draft: {
      wish: 'each',
      step: {
        kind: 'loop',
        name: 'For each item',
        list: { kind: 'constant', value: [] },
        concurrency: 1,
        onItemError: 'stop',
      },
    },
  },
  {
    key: 'control.repeat',
    sentence: 'Repeat until',
    second: 'Again and again, until a rule holds',
    words: ['until retry again poll polling check while loop repeat keep trying ready status'],
    draft: {
      wish: 'until',
      step: { kind: 'repeat', name: 'Repeat until', until: unset, maxTimes: 20, delayMs: 60_000, atLimit: 'fail' },
    },
  },
  {
    key: 'control.parallel',
    sentence: 'Do several at once',
    second: 'Goes on when all, one or some are done',
    words: ['parallel several same time together simultaneously fork concurrent both race first join'],
    draft: { wish: 'together', step: { kind: 'parallel', name: 'Several at once' } },
  },
  {
    key: 'control.scope',
    sentence: 'Try, and undo when it fails',
    second: 'Scope: with what runs then, and always at the end',
    words: [
      'try catch finally scope undo rollback roll back compensate saga reverse error handler cleanup group fails',
    ],
    draft: { wish: 'try', step: { kind: 'scope', name: 'Try this', compensate: true } },
  },
]

const waiting = ({ connector, event, connectionId }: FirstEvent): Own[] => [
  {
    key: 'control.wait',
    sentence: 'Wait',
    second: 'For a while, or until a time',
    words: ['wait delay pause sleep later until hours days minutes hold'],
    draft: {
      wish: 'wait',
      step: { kind: 'wait', name: 'Wait', wait: { kind: 'duration', ms: { kind: 'constant', value: hourMs } } },
    },
  },
  {
    key: 'control.event',
    sentence: 'Wait for an event',
    second: 'Until something happens to this order',
    words: ['wait until event happens comes webhook correlate signal answer arrives'],
    draft: {
      wish: 'event',
      step: waitFor({ connector, event, connectionId }, 'Wait for an event'),
    },
  },
  {
    key: 'control.approval',
    sentence: 'Ask for approval',
    second: 'Somebody says yes or no',
    words: [
      'approve approval human somebody ask confirm sign off decide review permission manager allow refuse reject',
    ],
    draft: {
      wish: 'approval',
      step: {
        kind: 'approval',
        name: 'Ask for approval',
        question: { kind: 'constant', value: '' },
        facts: [],
        approvers: { people: [], role: null },
        form: [],
        deadlineMs: 2 * dayMs,
        remindMs: null,
      },
    },
  },
  {
    key: 'control.subflow',
    sentence: 'Run another flow',
    second: 'Sub-flow: waits for it, or goes on',
    words: ['subflow sub flow call run start another flow child reuse shared function module'],
    draft: {
      wish: 'subflow',
      step: { kind: 'subflow', name: 'Run another flow', flowId: null, versionId: null, mode: 'wait', input: {} },
    },
  },
]

const dayMs = 24 * hourMs

/** Waits ten days; an event that came an hour before counts too, for it may come first. */
export function waitFor(event: FirstEvent, name: string): StepDraft['step'] {
  return {
    kind: 'event',
    name,
    ...event,
    params: {},
    match: { path: '', equals: nothing },
    timeoutMs: 10 * dayMs,
    lookBackMs: hourMs,
  }
}

const ending: Own[] = [
  {
    key: 'control.set',
    sentence: 'Set or reshape values',
    second: 'For the steps below',
    words: ['set map transform reshape change format fields rename calculate compute variable sum combine values data'],
    draft: { wish: 'values', step: { kind: 'set', name: 'Set values', fields: {} } },
  },
  {
    key: 'control.answer',
    sentence: 'Answer the caller',
    second: 'Of a web address, or of another flow',
    words: ['answer respond reply response return webhook caller give back result subflow'],
    draft: {
      wish: 'answer',
      step: {
        kind: 'answer',
        name: 'Answer the caller',
        status: { kind: 'constant', value: 200 },
        body: { kind: 'object', fields: {} },
      },
    },
  },
  {
    key: 'control.stop',
    sentence: 'Stop here',
    second: 'Ends the run',
    words: ['stop end finish abort quit cancel fail done'],
    draft: { wish: 'end', step: { kind: 'stop', name: 'Stop here', outcome: 'succeeded' } },
  },
]
