import { z } from 'zod'

export const AlertKinds = z.array(z.enum(['failure', 'connection', 'decision', 'silence'])).max(4)
