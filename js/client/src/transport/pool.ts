import type { Address } from './address'
import { Connection, ConnectionError, type Response } from './connection'

/** What a request may ask of the pool. */
export interface Manner {
  /**
   * A request of a transaction: it does not queue, for those in the queue may
   * be waiting for the very transaction to end.
   */
  readonly urgent?: boolean
  /** May be sent again when the connection broke before an answer came. */
  readonly repeatable?: boolean
}

interface Queued {
  readonly text: string
  resolve(response: Promise<Response>): void
}

/** How a pool behaves. */
export interface PoolOptions {
  readonly address: Address
  readonly key: string
  readonly connections: number
  readonly requestTimeout: number
}

/** An idle connection is closed before the server would (after two minutes). */
const idleTimeout = 60_000

/** A few connections that are kept, and a queue before them. */
export class Pool {
  readonly #options: PoolOptions
  readonly #idle: Connection[] = []
  readonly #all = new Set<Connection>()
  readonly #queue: Queued[] = []
  #busy = 0

  constructor(options: PoolOptions) {
    this.#options = options
  }

  /** Sends a request and returns its answer; throws {@link ConnectionError}. */
  async request(method: 'GET' | 'POST', path: string, body: string, manner: Manner): Promise<Response> {
    const text = this.#text(method, path, body)
    try {
      return await this.#enter(text, manner)
    } catch (error) {
      // A kept connection may die as it is used; a read may simply be asked again.
      if (!manner.repeatable || !(error instanceof ConnectionError) || !error.unanswered) throw error
      return await this.#enter(text, manner)
    }
  }

  /** Closes all connections; the next request opens new ones. */
  close(): void {
    for (const connection of [...this.#all]) connection.close()
  }

  #text(method: string, path: string, body: string): string {
    const { address, key } = this.#options
    const head = `${method} ${address.prefix}/api/service${path} HTTP/1.1\r\nHost: ${address.host}\r\nAuthorization: Bearer ${key}\r\n`
    if (method === 'GET') return `${head}\r\n`
    return `${head}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  }

  #enter(text: string, manner: Manner): Promise<Response> {
    if (manner.urgent || this.#busy < this.#options.connections) return this.#send(text)
    return new Promise((resolve) => this.#queue.push({ text, resolve }))
  }

  async #send(text: string): Promise<Response> {
    this.#busy++
    let connection: Connection | undefined
    try {
      connection = this.#take()
      return await connection.send(text)
    } finally {
      this.#busy--
      if (connection?.usable) {
        connection.rest(idleTimeout)
        this.#idle.push(connection)
      }
      const next = this.#busy < this.#options.connections ? this.#queue.shift() : undefined
      next?.resolve(this.#send(next.text))
    }
  }

  #take(): Connection {
    const kept = this.#idle.pop()
    if (kept) return kept
    const connection = new Connection(this.#options.address.connect(), this.#options.requestTimeout, (c) => this.#forget(c))
    this.#all.add(connection)
    return connection
  }

  #forget(connection: Connection): void {
    this.#all.delete(connection)
    const at = this.#idle.indexOf(connection)
    if (at >= 0) this.#idle.splice(at, 1)
  }
}
