import { readJson } from './read-json.ts'
import type { CommandGroup } from './remote-command.ts'

export const flows: CommandGroup = (program, run) => {
  const group = program.command('flows').description('list, create, change, publish and start flows')
  group.command('list').action(() => run((client) => client.flows.list()))
  group.command('get <id>').action((id: string) => run((client) => client.flows.get(id)))
  group
    .command('create <name>')
    .description('from a document, or empty')
    .option('--document <file>', 'a flow document as JSON; - for standard input')
    .action((name: string, options: { document?: string }) =>
      run((client) =>
        client.flows.create({
          name,
          ...(options.document === undefined ? {} : { document: readJson(options.document) }),
        }),
      ),
    )
  group
    .command('replace-draft <id>')
    .requiredOption('--revision <number>', 'the revision that was read', Number)
    .requiredOption('--document <file>', 'a flow document as JSON; - for standard input')
    .action((id: string, options: { revision: number; document: string }) =>
      run((client) =>
        client.flows.replaceDraft(id, { revision: options.revision, document: readJson(options.document) }),
      ),
    )
  group.command('validate <id>').action((id: string) => run((client) => client.flows.validate(id)))
  group
    .command('publish <id>')
    .requiredOption('--revision <number>', 'the revision that is to go live', Number)
    .option('--note <text>')
    .action((id: string, options: { revision: number; note?: string }) =>
      run((client) => client.flows.publish(id, options)),
    )
  group
    .command('enable <id>')
    .option('--reason <text>')
    .action((id: string, { reason }: { reason?: string }) => run((client) => client.flows.enable(id, reason)))
  group
    .command('disable <id>')
    .option('--reason <text>')
    .action((id: string, { reason }: { reason?: string }) => run((client) => client.flows.disable(id, reason)))
  group
    .command('export <id>')
    .option('--live', 'the live version in place of the draft')
    .action((id: string, { live }: { live?: boolean }) =>
      run((client) => client.flows.export(id, live ? 'live' : 'draft')),
    )
  group
    .command('start <id>')
    .option('--form <file>', 'the form as JSON; - for standard input')
    .action((id: string, { form }: { form?: string }) =>
      run((client) => client.flows.start(id, form === undefined ? {} : readJson(form))),
    )
}
