import type { Mapping } from '@patchbay/flow/mapping'
import type { StepDraft } from '../contract.ts'
import type { StepChoice } from './step-choice.ts'

type Own = { key: string; sentence: string; second: string; words: string[]; draft: StepDraft }

/** What starts a flow without any app. */
export function startChoices(timeZone: string): StepChoice[] {
  return starts(timeZone).map((own) => ({ ...own, group: 'start', starts: true, connector: null, connected: true }))
}

/** Patchbay's own steps: decide, repeat, wait, reshape. */
export function controlChoices(): StepChoice[] {
  return controls.map((own) => ({ ...own, group: 'control', starts: false, connector: null, connected: true }))
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
  ]
}

const controls: Own[] = [
  {
    key: 'control.branch',
    sentence: 'Go one way or another',
    second: 'Branch',
    words: ['if else branch decide condition check switch split path router choose case yes no depends over under'],
    draft: {
      wish: 'check',
      step: {
        kind: 'branch',
        name: 'Which way?',
        cases: [
          {
            id: 'yes',
            label: 'Yes',
            condition: { kind: 'compare', left: nothing, operator: 'equals', right: nothing },
          },
        ],
        otherwiseLabel: 'Otherwise',
      },
    },
  },
  {
    key: 'control.filter',
    sentence: 'Go on only when',
    second: 'Filter',
    words: ['filter only if condition continue stop unless when over under more than'],
    draft: {
      wish: 'onlyIf',
      step: {
        kind: 'filter',
        name: 'Go on only when',
        condition: { kind: 'compare', left: nothing, operator: 'equals', right: nothing },
      },
    },
  },
  {
    key: 'control.loop',
    sentence: 'Repeat for each item',
    second: 'Loop',
    words: ['loop repeat each every list items lines iterate all for'],
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
    key: 'control.parallel',
    sentence: 'Do several at once',
    second: 'Goes on when all are done',
    words: ['parallel several same time together simultaneously fork concurrent both'],
    draft: { wish: 'together', step: { kind: 'parallel', name: 'Several at once' } },
  },
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
    key: 'control.set',
    sentence: 'Set or reshape values',
    second: 'For the steps below',
    words: ['set map transform reshape change format fields rename calculate compute variable sum combine values data'],
    draft: { wish: 'values', step: { kind: 'set', name: 'Set values', fields: {} } },
  },
  {
    key: 'control.answer',
    sentence: 'Answer the caller',
    second: 'Of a web address that waits for it',
    words: ['answer respond reply response return webhook caller'],
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
