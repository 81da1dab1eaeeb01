import { readJson, readValues } from './read-json.ts'
import { type CommandGroup, REPEAT, type RepeatOptions } from './remote-command.ts'

export const flows: CommandGroup = (program, run) => {
  const group = program.command('flows').description('list, create, change, publish and start flows')
  group
    .command('list')
    .description('all of them')
    .action(() => run((client) => client.flows.list()))
  group
    .command('get <id>')
    .description('one flow with its draft')
    .action((id: string) => run((client) => client.flows.get(id)))
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
    .description('put a document in place of the draft')
    .requiredOption('--revision <number>', 'the revision that was read', Number)
    .requiredOption('--document <file>', 'a flow document as JSON; - for standard input')
    .action((id: string, options: { revision: number; document: string }) =>
      run((client) =>
        client.flows.replaceDraft(id, { revision: options.revision, document: readJson(options.document) }),
      ),
    )
  group
    .command('validate <id>')
    .description('the problems of the draft')
    .action((id: string) => run((client) => client.flows.validate(id)))
  group
    .command('publish <id>')
    .description('make the draft the live version')
    .requiredOption('--revision <number>', 'the revision that is to go live', Number)
    .option('--note <text>')
    .option('--include <ids...>', 'only these changes, by their ids as `changes` lists them')
    .action((id: string, options: { revision: number; note?: string; include?: string[] }) =>
      run((client) => client.flows.publish(id, options)),
    )
  group
    .command('changes <id>')
    .description('what the draft changes, by who made it')
    .action((id: string) => run((client) => client.flows.changes(id)))
  group
    .command('versions <id>')
    .description('what was published, newest first')
    .action((id: string) => run((client) => client.flows.versions(id)))
  group
    .command('restore <id> <version>')
    .description('make the draft what a version was')
    .requiredOption('--revision <number>', 'the revision of the draft that was read', Number)
    .action((id: string, version: string, { revision }: { revision: number }) =>
      run((client) => client.flows.restore(id, version, revision)),
    )
  group
    .command('enable <id>')
    .description('switch it on: events start runs')
    .option('--reason <text>')
    .action((id: string, { reason }: { reason?: string }) => run((client) => client.flows.enable(id, reason)))
  group
    .command('disable <id>')
    .description('switch it off')
    .option('--reason <text>')
    .option('--hold', 'keep new events and run them when it is switched on; without it they are refused')
    .action((id: string, { reason, hold }: { reason?: string; hold?: boolean }) =>
      run((client) => client.flows.disable(id, reason, hold === true ? 'hold' : 'refuse')),
    )
  group
    .command('archive <id>')
    .description('put a flow away for good; it has to be off')
    .action((id: string) => run((client) => client.flows.archive(id)))
  group
    .command('export <id>')
    .description('the flow as a file')
    .option('--live', 'the live version in place of the draft')
    .action((id: string, { live }: { live?: boolean }) =>
      run((client) => client.flows.export(id, live ? 'live' : 'draft')),
    )
  group
    .command('import <file>')
    .description('make a draft of an exported flow; - for standard input')
    .option('--name <name>', 'another name than the one in the file')
    .option('--folder <folder>')
    .option('--plan', 'only show what has to be chosen')
    .option('--connection <key=id...>', 'a connection of this workspace for one of the plan', [])
    .action((file: string, options: { name?: string; folder?: string; plan?: boolean; connection: string[] }) =>
      run((client) => {
        const { name, folder, plan, connection } = options
        const json = readJson(file)
        if (plan === true) return client.flows.importPlan(json)
        return client.flows.import({
          file: json,
          connections: readValues(connection),
          ...(name === undefined ? {} : { name }),
          ...(folder === undefined ? {} : { folder }),
        })
      }),
    )
  group
    .command('start <id>')
    .description('one run by hand')
    .option('--form <file>', 'the form as JSON; - for standard input')
    .option(...REPEAT)
    .action((id: string, { form, ...again }: RepeatOptions & { form?: string }) =>
      run((client) => client.flows.start(id, form === undefined ? {} : readJson(form), again)),
    )
}
