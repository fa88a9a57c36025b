/** What a promise will do: what `$transaction([…])` has to know of it. */
export interface Call {
  /** The operation, where it can be sent together with others. */
  readonly operation?: Operation
  /** Who asks and how, as the request says it. */
  readonly who?: object
  /** Does it, in the transaction given. */
  run(transaction?: string): Promise<unknown>
}

/** One operation of the query API. */
export interface Operation {
  readonly model: string
  readonly operation: string
  readonly args: unknown
}

/**
 * A promise that does nothing before it is awaited, as Prisma's. Awaited twice,
 * it asks once.
 */
export class RequestPromise<T> implements Promise<T> {
  readonly #call: Call
  #started: Promise<T> | undefined

  constructor(call: Call) {
    this.#call = call
  }

  /** The call that a promise of this client stands for. */
  static callOf(value: unknown): Call | undefined {
    return value instanceof RequestPromise ? value.#call : undefined
  }

  get [Symbol.toStringTag](): 'PrismaPromise' {
    return 'PrismaPromise'
  }

  then<A = T, B = never>(done?: ((value: T) => A | PromiseLike<A>) | null, failed?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<A | B> {
    return this.#start().then(done, failed)
  }

  catch<B = never>(failed?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.#start().catch(failed)
  }

  finally(after?: (() => void) | null): Promise<T> {
    return this.#start().finally(after)
  }

  #start(): Promise<T> {
    this.#started ??= this.#call.run() as Promise<T>
    return this.#started
  }
}
