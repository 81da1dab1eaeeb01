import { readValues } from './read-json.ts'
import type { CommandGroup } from './remote-command.ts'

type CreateOptions = { name: string; sandbox?: boolean; value?: string[] }

export const connections: CommandGroup = (program, run) => {
  program
    .command('connectors')
    .description('list what Patchbay can connect to')
    .action(() => run((client) => client.connectors.list()))
  const group = program.command('connections').description('list, create and test the accounts that flows act with')
  group.command('list').action(() => run((client) => client.connections.list()))
  group
    .command('create <connector>')
    .requiredOption('--name <name>', 'as people will find it')
    .option('--sandbox', 'a pretend account')
    .option('--value <name=value...>', 'credential and settings; "connectors" names them')
    .action((connector: string, { name, sandbox, value }: CreateOptions) =>
      run((client) =>
        client.connections.create({
          connector,
          name,
          environment: sandbox ? 'sandbox' : 'live',
          values: readValues(value ?? []),
        }),
      ),
    )
  group.command('test <id>').action((id: string) => run((client) => client.connections.test(id)))
  group
    .command('replace-secret <id>')
    .requiredOption('--value <name=value...>')
    .action((id: string, { value }: { value: string[] }) =>
      run((client) => client.connections.replaceSecret(id, readValues(value))),
    )
  group.command('revoke <id>').action((id: string) => run((client) => client.connections.revoke(id)))
}
