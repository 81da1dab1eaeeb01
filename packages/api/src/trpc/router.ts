import { accountRouter } from './account/account-router.ts'
import { alertsRouter } from './alerts/alerts-router.ts'
import { apiKeysRouter } from './api-keys/api-keys-router.ts'
import { approvalsRouter } from './approvals/approvals-router.ts'
import { auditRouter } from './audit/audit-router.ts'
import { bulkRouter } from './bulk/bulk-router.ts'
import { connectionsRouter } from './connections/connections-router.ts'
import { connectorsRouter } from './connectors/connectors-router.ts'
import { decisionsRouter } from './decisions/decisions-router.ts'
import { deliveriesRouter } from './deliveries/deliveries-router.ts'
import { flowsRouter } from './flows/flows-router.ts'
import { homeRouter } from './home/home-router.ts'
import { router } from './init.ts'
import { invitesRouter } from './invites/invites-router.ts'
import { lookupsRouter } from './lookups/lookups-router.ts'
import { membersRouter } from './members/members-router.ts'
import { navRouter } from './nav/nav-router.ts'
import { oauthAppsRouter } from './oauth-apps/oauth-apps-router.ts'
import { peopleRouter } from './people/people-router.ts'
import { privacyRouter } from './privacy/privacy-router.ts'
import { problemsRouter } from './problems/problems-router.ts'
import { runsRouter } from './runs/runs-router.ts'
import { samplesRouter } from './samples/samples-router.ts'
import { sessionsRouter } from './sessions/sessions-router.ts'
import { testsRouter } from './tests/tests-router.ts'
import { workspaceRouter } from './workspace/workspace-router.ts'
import { workspacesRouter } from './workspaces/workspaces-router.ts'

/** Everything the web app asks for. Errors carry the use case's own error as `data.core`. */
export const appRouter = router({
  alerts: alertsRouter,
  approvals: approvalsRouter,
  people: peopleRouter,
  home: homeRouter,
  flows: flowsRouter,
  connectors: connectorsRouter,
  runs: runsRouter,
  samples: samplesRouter,
  tests: testsRouter,
  lookups: lookupsRouter,
  problems: problemsRouter,
  bulk: bulkRouter,
  decisions: decisionsRouter,
  deliveries: deliveriesRouter,
  connections: connectionsRouter,
  oauthApps: oauthAppsRouter,
  apiKeys: apiKeysRouter,
  nav: navRouter,
  members: membersRouter,
  invites: invitesRouter,
  workspaces: workspacesRouter,
  workspace: workspaceRouter,
  sessions: sessionsRouter,
  account: accountRouter,
  audit: auditRouter,
  privacy: privacyRouter,
})

export type AppRouter = typeof appRouter
