import { z } from 'zod'

/** Of a request that brings an event in, made by the page once per intended action: a repeat of it is known by it. */
export const requestKey = z.string().min(1).max(255)
