/** Why a flow was not called, or what it gave is of no use; `field` where one of its fields is why. */
export type CallProblem = { code: string; message: string; field?: string }
