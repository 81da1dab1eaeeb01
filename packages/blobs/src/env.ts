import { z } from 'zod'

const emptyIsAbsent = (value: unknown) => (value === '' ? undefined : value)
const optional = z.preprocess(emptyIsAbsent, z.string().optional())

/** Where values lie that are too large for a row, and how large they may be. */
export const blobEnv = {
  /** From this size on, in kB, a step's input or output lies in the blob store and not in its row. */
  PATCHBAY_BLOB_FROM_KB: z.preprocess(emptyIsAbsent, z.coerce.number().int().min(1).max(1_024).default(256)),
  /** A step that gives or is given more, in MB, fails. A worker holds a few of these at a time in memory. */
  PATCHBAY_MAX_VALUE_MB: z.preprocess(emptyIsAbsent, z.coerce.number().int().min(1).max(200).default(20)),
  /** A bucket of an S3-compatible service, made beforehand. Unset: blobs lie in PostgreSQL. */
  PATCHBAY_BLOB_S3_BUCKET: optional,
  /** `https://s3.example.internal`; the bucket is named in the path. Unset: Amazon's own of the region. */
  PATCHBAY_BLOB_S3_ENDPOINT: z.preprocess(emptyIsAbsent, z.url({ protocol: /^https?$/ }).optional()),
  PATCHBAY_BLOB_S3_REGION: z.preprocess(emptyIsAbsent, z.string().default('us-east-1')),
  PATCHBAY_BLOB_S3_ACCESS_KEY_ID: optional,
  PATCHBAY_BLOB_S3_SECRET_ACCESS_KEY: optional,
  /** Put before every key: `patchbay/` for a bucket that holds other things too. */
  PATCHBAY_BLOB_S3_PREFIX: z.preprocess(emptyIsAbsent, z.string().default('')),
}

const read = z.object(blobEnv)
export type BlobEnv = z.infer<typeof read>
