/** A value that survives JSON: what travels between steps, in mappings and in payload rows. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }
