// A program: imports the module named by CALL_MODULE and calls its export CALL_EXPORT with CALL_ARGUMENT (a text).
// This package imports nothing of ours, so what must run (migrations, the workflow bundle) is named by path and runs apart.
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { inheritedEnvironment } from '../env.ts'

const Call = z.object({ CALL_MODULE: z.string(), CALL_EXPORT: z.string(), CALL_ARGUMENT: z.string() })

const call = Call.parse(inheritedEnvironment())
const module: unknown = await import(pathToFileURL(call.CALL_MODULE).href)
const callable = z.record(z.string(), z.unknown()).parse({ ...Object(module) })[call.CALL_EXPORT]
if (typeof callable !== 'function') throw new Error(`${call.CALL_MODULE} exports no function ${call.CALL_EXPORT}`)
await callable(call.CALL_ARGUMENT)
