import type { ConnectorError } from '@patchbay/connector-sdk'
import type { StepError } from '@patchbay/db/schema'

/** A vendor's refusal as it is stored with the step. */
export const describeError = (error: ConnectorError): StepError => ({
  code: error.code,
  message: error.message,
  ...(error.details.status === undefined ? {} : { status: error.details.status }),
  ...(error.details.field === undefined ? {} : { field: error.details.field }),
  ...(error.details.vendorCode === undefined ? {} : { vendorCode: error.details.vendorCode }),
})
