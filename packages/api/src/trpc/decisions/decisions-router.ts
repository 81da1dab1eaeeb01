import { router } from '../init.ts'
import { decideProcedure } from './decide.ts'
import { list } from './list.ts'

export const decisionsRouter = router({ decide: decideProcedure, list })
