/** What was asked of the server, told to those who listen as Prisma tells its queries. */
export interface QueryEvent {
  readonly timestamp: Date
  /** The operation, as `User.findMany`; of raw SQL its text, without the values. */
  readonly query: string
  /** The arguments, or the values, as JSON. */
  readonly params: string
  /** How long the answer took, in milliseconds. */
  readonly duration: number
  readonly target: string
}

/** A message of the client. */
export interface LogEvent {
  readonly timestamp: Date
  readonly message: string
  readonly target: string
}

/** The events of a client. Nothing is told of `info` and `warn`. */
export interface ClientEvents {
  readonly query: QueryEvent
  readonly error: LogEvent
  readonly info: LogEvent
  readonly warn: LogEvent
}

type Listener = (event: any) => void

const target = 'gozen'

/** Who listens to the requests of a client, and of those derived from it. */
export class Listeners {
  readonly #all = new Map<string, Listener[]>()

  on(event: string, listener: Listener): void {
    this.#all.set(event, [...(this.#all.get(event) ?? []), listener])
  }

  /** Runs a request and tells of it. What is told is made only for those who listen. */
  async around<T>(what: () => { query: string; params: string }, run: () => Promise<T>): Promise<T> {
    if (this.#all.size === 0) return run()
    const timestamp = new Date()
    const start = performance.now()
    try {
      return await run()
    } catch (error) {
      this.#tell('error', { timestamp: new Date(), message: (error as Error).message, target })
      throw error
    } finally {
      if (this.#all.has('query')) this.#tell('query', { timestamp, ...what(), duration: Math.round(performance.now() - start), target })
    }
  }

  /** What a listener throws is no answer to the request. */
  #tell(event: string, told: object): void {
    for (const listener of this.#all.get(event) ?? []) queueMicrotask(() => listener(told))
  }
}
