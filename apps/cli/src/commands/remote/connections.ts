import { readValues } from './read-json.ts'
import type { CommandGroup } from './remote-command.ts'

type CreateOptions = { name: string; sandbox?: boolean; value?: string[] }

export const connections: CommandGroup = (program, run) => {
  program
    .command('connectors')
    .description('list what Patchbay can connect to')
    .action(() => run((client) => client.connectors.list()))
  const group = program.command('connections').description('list, create and test the accounts that flows act with')
  group
    .command('list')
    .description('all of them, and whether they work')
    .action(() => run((client) => client.connections.list()))
  group
    .command('create <connector>')
    .description('a new one, of a connector by its id')
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
  group
    .command('test <id>')
    .description('ask the vendor whether the credential works')
    .action((id: string) => run((client) => client.connections.test(id)))
  group
    .command('replace-secret <id>')
    .description('give it another credential')
    .requiredOption('--value <name=value...>')
    .action((id: string, { value }: { value: string[] }) =>
      run((client) => client.connections.replaceSecret(id, readValues(value))),
    )
  group
    .command('revoke <id>')
    .description('take it out of use; flows that act with it stop there')
    .action((id: string) => run((client) => client.connections.revoke(id)))
}
