import { readJson } from './read-json.ts'
import { type CommandGroup, REPEAT, type RepeatOptions } from './remote-command.ts'

type ListOptions = { flow?: string; state?: string[]; text?: string; limit?: string; cursor?: string }

export const runs: CommandGroup = (program, run) => {
  const group = program.command('runs').description('list runs, look into them, steer them')
  group
    .command('list')
    .description('newest first, a page at a time')
    .option('--flow <id>', 'only of this flow')
    .option('--state <states...>', 'one or several: failed, retrying, …')
    .option('--text <words>', 'order number, e-mail address')
    .option('--limit <number>', 'how many, 1 to 200')
    .option('--cursor <cursor>', 'the nextCursor of the page before')
    .action(({ flow, state, ...rest }: ListOptions) =>
      run((client) => client.runs.list({ flowId: flow, state, ...rest })),
    )
  group
    .command('get <id>')
    .description('one run with its steps and their tries')
    .action((id: string) => run((client) => client.runs.get(id)))
  group
    .command('step <id> <stepRunId>')
    .description('what a step was given and what it gave')
    .action((id: string, step: string) => run((client) => client.runs.step(id, step)))
  group
    .command('cancel <id>')
    .description('stop a run; what it did stays done')
    .option('--undo', 'undo what it did, where its flow says how')
    .action((id: string, { undo }: { undo?: boolean }) => run((client) => client.runs.cancel(id, { undo })))
  group
    .command('retry <id>')
    .description('go on from the step that failed; what succeeded is not repeated')
    .action((id: string) => run((client) => client.runs.retry(id)))
  group
    .command('again <id>')
    .description('the same event once more, as a run of its own')
    .option(...REPEAT)
    .action((id: string, again: RepeatOptions) => run((client) => client.runs.again(id, again)))
  group
    .command('decisions')
    .description('where nobody knows whether a write went through')
    .option('--decided', 'those that were taken')
    .action(({ decided }: { decided?: boolean }) =>
      run((client) => client.decisions.list(decided ? 'decided' : 'open')),
    )
  group
    .command('decide <decisionId> <verdict>')
    .description('done: it went through; again: it did not, send it again')
    .option('--answer <file>', 'what the vendor answered, as JSON; - for standard input')
    .option('--note <text>')
    .action((id: string, verdict: string, { answer, note }: { answer?: string; note?: string }) =>
      run((client) => {
        if (verdict !== 'done' && verdict !== 'again') throw new Error('The verdict is "done" or "again".')
        return client.decisions.decide(id, {
          verdict,
          ...(answer === undefined ? {} : { answer: readJson(answer) }),
          ...(note === undefined ? {} : { note }),
        })
      }),
    )
}
