/** A connector failed at reading an event, without a word of its own for it. The message is shown with the event. */
export class EventNotRead extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'EventNotRead'
  }
}
