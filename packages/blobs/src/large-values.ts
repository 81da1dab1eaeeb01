import type { LargeValues } from '@patchbay/db/object-store'
import type { BlobEnv } from './env.ts'
import { createS3Store } from './s3-store.ts'

const KB = 1_024
const MB = 1_024 * KB

/** What `openDatabase` needs to know of large values, by the settings. Throws when a bucket is named without its keys. */
export function largeValues(env: BlobEnv): LargeValues {
  return {
    fromBytes: env.PATCHBAY_BLOB_FROM_KB * KB,
    maxBytes: env.PATCHBAY_MAX_VALUE_MB * MB,
    objects: objectsOf(env),
  }
}

function objectsOf(env: BlobEnv): LargeValues['objects'] {
  const { PATCHBAY_BLOB_S3_BUCKET: bucket, PATCHBAY_BLOB_S3_REGION: region } = env
  if (bucket === undefined) return null
  const { PATCHBAY_BLOB_S3_ACCESS_KEY_ID: accessKeyId, PATCHBAY_BLOB_S3_SECRET_ACCESS_KEY: secretAccessKey } = env
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new Error(
      'PATCHBAY_BLOB_S3_BUCKET is set: set PATCHBAY_BLOB_S3_ACCESS_KEY_ID and PATCHBAY_BLOB_S3_SECRET_ACCESS_KEY as well.',
    )
  }
  const endpoint = env.PATCHBAY_BLOB_S3_ENDPOINT ?? `https://s3.${region}.amazonaws.com`
  return createS3Store({
    endpoint: endpoint.replace(/\/+$/, ''),
    bucket,
    region,
    accessKeyId,
    secretAccessKey,
    prefix: env.PATCHBAY_BLOB_S3_PREFIX,
  })
}
