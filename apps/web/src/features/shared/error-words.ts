type Said = { message: string; status?: number | undefined }

/** A failure with the vendor's answer in front, so that its "our side" is not taken for Patchbay's. */
export function errorWords({ message, status }: Said): string {
  if (status === undefined || message.includes(String(status))) return message
  return `Answered ${status}: ${message}`
}
