import { router } from '../init.ts'
import { ask } from './ask.ts'
import { decideProcedure } from './decide.ts'
import { list } from './list.ts'

export const decisionsRouter = router({ ask, decide: decideProcedure, list })
