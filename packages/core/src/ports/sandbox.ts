/** What core asks of the sandbox: a pretend shop and its vendors, apart for each workspace. */
export type SandboxPort = {
  /**
   * Tells where a workspace's simulators send their events and what they sign them with, by connector. Called again, it
   * replaces what was said before. Throws when the sandbox does not answer.
   */
  setUp(workspaceId: string, sources: Record<string, { url: string; secret: string }>): Promise<void>
}
