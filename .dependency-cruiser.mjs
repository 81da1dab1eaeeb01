// Which room may import from which. Every rule has a name and a reason and is an error; `npm test` also plants a breach of
// each kind and expects it to be found.

const SDK_MANIFEST = 'packages/connector-sdk/src/(manifest|errors|http)\\.ts$'
const CATALOG_MANIFEST = 'packages/connector-catalog/(src/manifest|generated/)'

/**
 * One row a room: `from` is where a file lies, `to` what it may import beside its own room, `because` why no more.
 * All are regular expressions over paths from the repository's root.
 */
const ARROWS = [
  {
    name: 'web',
    from: '^apps/web/',
    exceptFrom: '^apps/web/src/server/container\\.ts$',
    to: ['packages/(api|editor|ui|auth|observability|flow)/'],
    because: 'pages compose; what a page needs it asks from the API. Only the container wires the outside in.',
  },
  {
    name: 'web-container',
    from: '^apps/web/src/server/container\\.ts$',
    to: [
      'apps/web/',
      'packages/(api|editor|ui|auth|observability|flow|core|db|vault|blobs)/',
      'packages/engine/src/(client|contract|env|check-expression)',
    ],
    because: 'web starts and asks runs, it never executes one: no activity and no connector is loaded here.',
  },
  {
    name: 'worker',
    from: '^apps/worker/',
    to: ['packages/(engine|core|db|vault|egress|blobs|connector-catalog|observability)/'],
    because: 'the only process that runs connector code composes the engine; it has no pages and no HTTP API.',
  },
  {
    name: 'ingress',
    from: '^apps/ingress/',
    to: ['packages/(core|db|vault|observability)/', CATALOG_MANIFEST],
    because: 'events are verified by data of the manifest: no connector code runs where strangers can knock.',
  },
  {
    name: 'cli',
    from: '^apps/cli/',
    to: ['packages/(connector-sdk|local-stack)/', 'packages/api/src/(client|create-api-key)'],
    because: 'the command line is a client of the public API, like any other.',
  },
  {
    name: 'sandbox',
    from: '^apps/sandbox/',
    to: ['connectors/[^/]+/simulator/', 'packages/observability/', 'packages/connector-sdk/src/simulator'],
    because: 'a pretend world that shared code with the real one would prove nothing.',
  },
  {
    name: 'api',
    from: '^packages/api/',
    to: ['packages/(core|auth|observability|flow)/'],
    because: 'a procedure parses, calls one use case and maps errors; it never reaches past core.',
  },
  {
    name: 'auth',
    from: '^packages/auth/',
    to: ['packages/(core|db)/'],
    because: 'accounts stand behind ports of core and own only their tables.',
  },
  {
    name: 'engine-workflows',
    from: '^packages/engine/src/workflows/',
    to: ['packages/(scheduler|flow)/', 'packages/engine/src/(activities|contract)'],
    because: 'workflow code is replayed: whatever it imports must be deterministic and small.',
  },
  {
    name: 'engine',
    from: '^packages/engine/',
    exceptFrom: '^packages/engine/src/workflows/',
    to: ['packages/(core|vault|egress|mapping|flow|scheduler|db|observability|connector-catalog|connector-sdk)/'],
    because: 'activities join core, mappings and connectors; they know no app and no page.',
  },
  {
    name: 'core',
    from: '^packages/core/',
    to: ['packages/(flow|db|vault)/', SDK_MANIFEST, CATALOG_MANIFEST],
    because: 'use cases decide and persist; engine, mail and clock are ports that the apps wire, so there is no ring.',
  },
  {
    name: 'vault',
    from: '^packages/vault/',
    to: ['packages/(db|egress)/', SDK_MANIFEST],
    because: 'the only reader of secrets stays small enough to be read in one sitting.',
  },
  {
    name: 'blobs',
    from: '^packages/blobs/',
    to: ['packages/db/src/object-store\\.ts$'],
    because: 'where large values lie outside PostgreSQL is one small adapter behind a type of db; the apps choose it.',
  },
  {
    name: 'db',
    from: '^packages/db/',
    to: ['packages/flow/', SDK_MANIFEST],
    because: 'tables know the shapes they store and nothing of their use.',
  },
  {
    name: 'connector-catalog',
    from: '^packages/connector-catalog/',
    to: ['packages/connector-sdk/', 'connectors/[^/]+/src/'],
    because: 'the one importer of connectors imports nothing else.',
  },
  {
    name: 'connector-source',
    from: '^connectors/([^/]+)/src/',
    to: ['connectors/$1/(src|generated)/', 'packages/connector-sdk/'],
    because: 'a connector knows the SDK and its vendor, not Patchbay and not its own simulator.',
  },
  {
    name: 'connector-simulator',
    from: '^connectors/([^/]+)/simulator/',
    to: ['connectors/$1/simulator/', 'packages/connector-sdk/src/simulator'],
    because: 'a simulator that shared code with its connector would share its mistakes.',
  },
  {
    name: 'editor',
    from: '^packages/editor/',
    to: ['packages/(flow|mapping|ui)/', SDK_MANIFEST],
    because: 'the canvas takes props and callbacks; it fetches nothing.',
  },
  {
    name: 'scheduler-and-mapping',
    from: '^packages/(scheduler|mapping)/',
    to: ['packages/$1/', 'packages/flow/'],
    because: 'pure: the same code walks a plan and evaluates a mapping in a browser, a test and the worker.',
  },
  {
    name: 'flow',
    from: '^packages/flow/',
    to: [SDK_MANIFEST],
    because: 'the document is pure data and is checked against manifests, never against code.',
  },
  {
    name: 'leaves',
    from: '^packages/(connector-sdk|egress|ui|observability|config|local-stack)/',
    to: ['packages/$1/'],
    because: 'what everything stands on stands on nothing of ours.',
  },
  {
    name: 'e2e-core',
    from: '^e2e/support/wire-core\\.ts$',
    to: ['packages/(core|db|vault)/'],
    because:
      'a load that runs without the web app begins by use cases, wired in this one file; what it proves is read from outside.',
  },
  {
    name: 'e2e-clerk',
    from: '^e2e/chaos/kill-points/clerk\\.ts$',
    to: ['packages/(core|db|vault)/', 'e2e/support/wire-core\\.ts'],
    because: 'it stands in for the web app where that is to be killed between two writes of a use case.',
  },
  {
    name: 'e2e-mapping-page',
    from: '^e2e/(fixtures/mapping-page|specs/mapping-table\\.spec)\\.ts$',
    to: ['packages/mapping/src/(cases|browser/)'],
    because: 'the table of cases that Node and browsers must agree on is run in a browser by these two files.',
  },
  {
    name: 'e2e',
    from: '^e2e/',
    exceptFrom:
      '^e2e/(support/wire-core|chaos/kill-points/clerk|fixtures/mapping-page|specs/mapping-table\\.spec)\\.ts$',
    to: ['packages/local-stack/', 'packages/api/src/client', 'apps/sandbox/src/client'],
    because: 'end to end means from outside: through the browser and the public API.',
  },
]

const TEST_FILE = '(\\.(test|int\\.test|spec|record)\\.tsx?|/src/testing(/.*|\\.ts))$'
const CONFIG_FILE = '(^|/)[^/]+\\.config\\.(ts|mjs)$'
/** Helpers that only tests import. */
const TEST_HELPERS = 'packages/local-stack/|/src/testing(/|\\.ts$)|packages/config/'
/** Each package exports the part of the environment it reads; each app parses them together, once. */
const ENV_PIECE = '^packages/[^/]+/src/env\\.ts$'
const OURS = '^(apps|packages|connectors|e2e)/'

function ownRoom({ name, from }) {
  return name === 'connector-source' || name === 'connector-simulator' || from.includes('(') ? [] : [from]
}

function envPieces({ from }) {
  return from.startsWith('^apps/') ? [ENV_PIECE] : []
}

const arrowRules = ARROWS.map((arrow) => ({
  name: `arrow-${arrow.name}`,
  comment: arrow.because,
  severity: 'error',
  from: { path: arrow.from, pathNot: [TEST_FILE, CONFIG_FILE, ...(arrow.exceptFrom ? [arrow.exceptFrom] : [])] },
  to: { path: OURS, pathNot: [...ownRoom(arrow), ...envPieces(arrow), ...arrow.to.map((to) => `^${to}`)] },
}))

// A test may also use what its room's tests are given: the local stack, helpers of `testing` folders, and its own connector.
const testRules = ARROWS.map((arrow) => ({
  name: `arrow-tests-of-${arrow.name}`,
  comment: `${arrow.because} Tests may besides use the local stack and helpers for tests.`,
  severity: 'error',
  from: {
    path: arrow.from.endsWith('$') ? arrow.from : `${arrow.from}.*${TEST_FILE}`,
    ...(arrow.exceptFrom ? { pathNot: [arrow.exceptFrom] } : {}),
  },
  to: {
    path: OURS,
    pathNot: [
      ...ownRoom(arrow),
      ...envPieces(arrow),
      ...arrow.to.map((to) => `^${to}`),
      TEST_HELPERS,
      // A connector's conformance test brings the connector and its simulator together; that is its point.
      ...(arrow.name.startsWith('connector-') ? ['^connectors/$1/'] : []),
    ],
  },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'Two files that need each other are one: neither can be understood, tested or moved alone.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment:
        'An import that is not declared in the package’s own package.json cannot be resolved here, and breaks elsewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared',
      comment: 'What is imported is declared: a package found by luck is gone with the next install.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-test-dependency-in-source',
      comment: 'Source that runs in production may not lean on what only development installs.',
      severity: 'error',
      from: {
        path: '^(apps|packages|connectors)/',
        pathNot: [TEST_FILE, CONFIG_FILE, '^packages/(config|local-stack)/', '/scripts/'],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm', 'npm-peer'] },
    },
    {
      name: 'no-test-imported',
      comment: 'A test is an end: what several need goes into a testing folder.',
      severity: 'error',
      from: {},
      to: { path: '\\.(test|int\\.test|spec)\\.tsx?$' },
    },
    {
      name: 'workflows-import-activities-as-types',
      comment: 'A value import pulls activities, and all they import, into the replayed bundle.',
      severity: 'error',
      from: { path: '^packages/engine/src/workflows/' },
      to: { path: '^packages/engine/src/activities', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-stay-deterministic',
      comment: 'Neither Node nor clocks nor a schema library: a run re-evaluates its bundle and must replay the same.',
      severity: 'error',
      from: { path: '^packages/(engine/src/workflows|scheduler/src)/', pathNot: [TEST_FILE] },
      to: { dependencyTypes: ['core', 'npm'], pathNot: ['@temporalio/'], dependencyTypesNot: ['type-only'] },
    },
    ...arrowRules,
    ...testRules,
  ],
  options: {
    doNotFollow: { path: ['node_modules'] },
    exclude: { path: ['next-env\\.d\\.ts$', '\\.next/', '/dist/', '/contract/', '/histories/', '/test-results/'] },
    // Types count as imports: an arrow is an arrow.
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
  },
}
