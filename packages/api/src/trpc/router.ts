import { apiKeysRouter } from './api-keys/api-keys-router.ts'
import { connectionsRouter } from './connections/connections-router.ts'
import { connectorsRouter } from './connectors/connectors-router.ts'
import { decisionsRouter } from './decisions/decisions-router.ts'
import { deliveriesRouter } from './deliveries/deliveries-router.ts'
import { flowsRouter } from './flows/flows-router.ts'
import { homeRouter } from './home/home-router.ts'
import { router } from './init.ts'
import { navRouter } from './nav/nav-router.ts'
import { peopleRouter } from './people/people-router.ts'
import { runsRouter } from './runs/runs-router.ts'

/** Everything the web app asks for. Errors carry the use case's own error as `data.core`. */
export const appRouter = router({
  people: peopleRouter,
  home: homeRouter,
  flows: flowsRouter,
  connectors: connectorsRouter,
  runs: runsRouter,
  decisions: decisionsRouter,
  deliveries: deliveriesRouter,
  connections: connectionsRouter,
  apiKeys: apiKeysRouter,
  nav: navRouter,
})

export type AppRouter = typeof appRouter
