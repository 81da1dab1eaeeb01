import { router } from '../init.ts'
import { get } from './get.ts'
import { last } from './last.ts'
import { list } from './list.ts'
import { preview } from './preview.ts'
import { run } from './run.ts'
import { runs } from './runs.ts'
import { step } from './step.ts'
import { toHere } from './to-here.ts'

export const testsRouter = router({ preview, step, toHere, run, get, runs, list, last })
