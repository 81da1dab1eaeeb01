import { type CommandGroup, REPEAT, type RepeatOptions } from './remote-command.ts'

type ListOptions = { flow?: string; state?: string[]; text?: string; limit?: string; cursor?: string }

export const deliveries: CommandGroup = (program, run) => {
  const group = program.command('deliveries').description('list what came in, and replay it')
  group
    .command('list')
    .description('newest first, a page at a time')
    .option('--flow <id>', 'only for this flow')
    .option('--state <states...>', 'one or several: ignored, refused, …')
    .option('--text <words>')
    .option('--limit <number>', 'how many, 1 to 200')
    .option('--cursor <cursor>', 'the nextCursor of the page before')
    .action(({ flow, state, ...rest }: ListOptions) =>
      run((client) => client.deliveries.list({ flowId: flow, state, ...rest })),
    )
  group
    .command('get <id>')
    .description('one delivery, and the runs it led to')
    .action((id: string) => run((client) => client.deliveries.get(id)))
  group
    .command('replay <id>')
    .description('send it through again, as a delivery of its own')
    .option(...REPEAT)
    .action((id: string, again: RepeatOptions) => run((client) => client.deliveries.replay(id, again)))
}
