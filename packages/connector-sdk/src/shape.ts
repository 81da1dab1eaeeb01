import type { z } from 'zod'

/** Named zod schemas: the input of an action, the parameters of a trigger, the fields of a credential. */
export type Shape = Record<string, z.ZodType>
export type ValuesOf<S extends Shape> = z.output<z.ZodObject<S>>
