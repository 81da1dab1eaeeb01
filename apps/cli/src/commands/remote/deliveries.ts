import type { CommandGroup } from './remote-command.ts'

type ListOptions = { flow?: string; state?: string[]; text?: string; limit?: string; cursor?: string }

export const deliveries: CommandGroup = (program, run) => {
  const group = program.command('deliveries').description('list what came in, and replay it')
  group
    .command('list')
    .option('--flow <id>')
    .option('--state <states...>')
    .option('--text <words>')
    .option('--limit <number>')
    .option('--cursor <cursor>')
    .action(({ flow, state, ...rest }: ListOptions) =>
      run((client) => client.deliveries.list({ flowId: flow, state, ...rest })),
    )
  group.command('get <id>').action((id: string) => run((client) => client.deliveries.get(id)))
  group.command('replay <id>').action((id: string) => run((client) => client.deliveries.replay(id)))
}
