export type Role = 'owner' | 'admin' | 'editor' | 'operator' | 'viewer'

/** Who asks, for which workspace. An API key acts with the use cases its scopes name. */
export type Principal =
  | { kind: 'user'; userId: string; name: string; workspaceId: string; role: Role }
  | { kind: 'api_key'; keyId: string; name: string; workspaceId: string; scopes: string[] }

/** As it is written into "by whom" columns. */
export const actorName = (principal: Principal): string => principal.name
