import { Command } from 'commander'
import { connectorNew } from './commands/connector-new.ts'
import { doctor } from './commands/doctor.ts'
import { connections } from './commands/remote/connections.ts'
import { type CreateKeyOptions, createKey, defaultExpiry } from './commands/remote/create-key.ts'
import { deliveries } from './commands/remote/deliveries.ts'
import { flows } from './commands/remote/flows.ts'
import { remote } from './commands/remote/remote-command.ts'
import { runs } from './commands/remote/runs.ts'
import { runE2eProgram } from './commands/run-e2e-program.ts'
import { start } from './commands/start.ts'
import { test } from './commands/test.ts'
import { describeError } from './describe-error.ts'
import { readSettings } from './settings.ts'

const program = new Command('patchbay')
  .description('Run and drive Patchbay. Begin with: npm start')
  .configureHelp({ sortSubcommands: false })
  .enablePositionalOptions()

program
  .command('start')
  .description('start everything and stay; Ctrl-C stops it in order')
  .action(() => finish(() => start(readSettings())))

program
  .command('doctor')
  .description('say what a start needs, what of it is missing and how to mend it')
  .action(() => finish(() => doctor(readSettings())))

program
  .command('test')
  .description('run every check and test, or those named')
  .option('--only <stages>', 'names separated by commas: lint,types,boundaries,…')
  .action((options: { only?: string }) => finish(() => test(readSettings(), options)))

for (const [name, description] of [
  ['chaos', 'send events while things are killed, then check that nothing was lost or doubled'],
  ['bench', 'measure events, runs and their cost'],
  ['schedules-outage', 'stop everything for three minutes and say what becomes of the ticks of schedules'],
  ['pictures', 'draw every step and rule, run them, and keep the pictures of it in docs/pictures'],
] as const) {
  program
    .command(`${name} [args...]`)
    .description(description)
    .allowUnknownOption()
    .passThroughOptions()
    .helpOption(false)
    .action((args: string[]) => finish(() => runE2eProgram(readSettings(), name, args)))
}

program
  .command('connector')
  .description('work on connectors')
  .command('new <name>')
  .description('write a new connector with its simulator, contract and conformance test')
  .action((name: string) => finish(() => connectorNew(readSettings(), name)))

program
  .command('api-key')
  .description('keys for the public API')
  .command('create')
  .description('sign in as a person and make a key; the password is taken from PATCHBAY_PASSWORD or asked for')
  .requiredOption('--email <address>')
  .requiredOption('--name <name>', 'what the key is for')
  .option('--scope <scopes...>', 'what it may do', ['flows:read', 'runs:read', 'deliveries:read', 'connections:read'])
  .option('--expires <date>', 'as 2027-01-31, or never', defaultExpiry())
  .action((options: CreateKeyOptions) => finish(() => createKey(readSettings(), options)))

for (const group of [connections, flows, deliveries, runs])
  group(program, (work) => finish(() => remote(readSettings())(work)))

await program.parseAsync()

/** Runs a command, tells its failure in words, and ends this process with its exit code. */
async function finish(command: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command()
  } catch (error) {
    process.stderr.write(`\n${describeError(error)}\n`)
    process.exitCode = 1
  }
  // The channel to the process that called us would keep this one alive.
  if (process.connected) process.disconnect()
  process.exit()
}
