import { type ErrorDetail, ORMError, PrismaClientInitializationError } from '../errors'
import { Listeners } from '../events'
import type { SchemaDef } from '../schema'
import { type Address, parseAddress } from '../transport/address'
import { ConnectionError, type Response } from '../transport/connection'
import { type Manner, Pool } from '../transport/pool'
import { decode, type Meta } from '../wire'
import { loadBlocking } from './load'

/** How to reach the server. */
export interface ServiceOptions {
  readonly url: string | undefined
  readonly serviceKey: string | undefined
  readonly connections: number
  readonly requestTimeout: number
  readonly schema: SchemaDef | undefined
}

/** The service of `gozen serve`: sends bodies, gives data or throws {@link ORMError}. */
export class Service {
  readonly #options: ServiceOptions
  #pool: Pool | undefined
  #address: Address | undefined
  #schema: SchemaDef | undefined
  readonly listeners = new Listeners()
  /** What is to be done after the commit of transactions. */
  readonly #waiting = new Map<string, (() => Promise<void>)[]>()

  constructor(options: ServiceOptions) {
    this.#options = options
    this.#schema = options.schema
  }

  /** The schema: the one given, else the server's; asking for that blocks once. */
  get schema(): SchemaDef {
    this.#schema ??= this.#load()
    return this.#schema
  }

  /** The schema, where it is known without asking. */
  get known(): SchemaDef | undefined {
    return this.#schema
  }

  /** Learns the schema without blocking, and that the server is there. */
  async connect(): Promise<void> {
    const schema = (await this.#send('GET', '/schema', '', { repeatable: true })) as SchemaDef
    this.#schema ??= schema
  }

  /** Closes the connections; the next request opens new ones. */
  disconnect(): void {
    this.#pool?.close()
  }

  /** Posts a body and returns the answer's data. */
  post(path: string, body: string, manner: Manner): Promise<unknown> {
    return this.#send('POST', path, body, manner)
  }

  /** Does work when a transaction is committed, at once where there is none. */
  async committed(transaction: string | undefined, work: () => Promise<void>): Promise<void> {
    if (transaction === undefined) return work()
    const waiting = this.#waiting.get(transaction)
    if (waiting) waiting.push(work)
    else this.#waiting.set(transaction, [work])
  }

  /** Returns what waits for a transaction's commit, and waits no longer. */
  forget(transaction: string): readonly (() => Promise<void>)[] {
    const waiting = this.#waiting.get(transaction) ?? []
    this.#waiting.delete(transaction)
    return waiting
  }

  async #send(method: 'GET' | 'POST', path: string, body: string, manner: Manner): Promise<unknown> {
    let response: Response
    try {
      response = await this.#opened().request(method, path, body, manner)
    } catch (error) {
      throw error instanceof ConnectionError ? this.#unreachable(error.message, error.unanswered, error) : error
    }
    return this.#data(response)
  }

  /** Made at first use: programs are built where the server is not, and its key neither. */
  #opened(): Pool {
    if (this.#pool) return this.#pool
    const { address, key } = this.#target()
    const { connections, requestTimeout } = this.#options
    this.#pool = new Pool({ address, key, connections, requestTimeout })
    return this.#pool
  }

  #target(): { address: Address; key: string } {
    const { url, serviceKey } = this.#options
    if (!url) throw configuration('url is not given: createClient({ url }) or GOZEN_URL, as unix:/run/gozen.sock')
    if (!serviceKey) throw configuration('serviceKey is not given: createClient({ serviceKey }) or GOZEN_SERVICE_KEY, as the server has it')
    if (!/^[\x21-\x7e]+$/.test(serviceKey)) throw configuration('serviceKey holds characters that no header takes')
    try {
      this.#address ??= parseAddress(url)
    } catch (error) {
      throw configuration((error as Error).message)
    }
    return { address: this.#address, key: serviceKey }
  }

  #load(): SchemaDef {
    const { address, key } = this.#target()
    let response: Response
    try {
      response = loadBlocking(address.url, key, this.#options.requestTimeout || 60_000)
    } catch (error) {
      throw this.#unreachable((error as Error).message, true, error)
    }
    return this.#data(response) as SchemaDef
  }

  #data(response: Response): unknown {
    let answer: { data?: unknown; meta?: Meta; error?: ErrorDetail }
    try {
      answer = JSON.parse(response.body) as typeof answer
    } catch (error) {
      throw initialization(`the server answered ${response.status} and no JSON`, undefined, error)
    }
    if (response.status === 200) return decode(answer.data, answer.meta)
    throw failure(response.status, answer.error)
  }

  #unreachable(why: string, unanswered: boolean, cause: unknown): ORMError {
    const url = this.#address?.url ?? ''
    if (unanswered) return initialization(`gozen serve cannot be reached at ${url}: ${why}`, 'P1001', cause)
    return initialization(`the connection to ${url} broke: ${why}`, 'P1017', cause)
  }
}

function failure(status: number, detail: ErrorDetail | undefined): ORMError {
  const message = detail?.message ?? `the server answered ${status}`
  if (status === 401 || status === 403 && detail?.reason === undefined) {
    return initialization(`${message} (is serviceKey the server's GOZEN_SERVICE_KEY?)`, 'P1010')
  }
  const reason = detail?.reason ?? (status < 500 ? 'invalid-input' : 'internal-error')
  return ORMError.from({ ...detail, message, reason, cause: causeOf(detail) })
}

/** What is wrong with the input, one by one, is the cause of the error, as a validator's error is ZenStack's. */
function causeOf(detail: ErrorDetail | undefined): unknown {
  const issues = detail?.meta?.['issues']
  return issues === undefined ? undefined : Object.assign(new Error(detail?.message), { issues })
}

function configuration(message: string): ORMError {
  return initialization(message, undefined)
}

function initialization(message: string, code: string | undefined, cause?: unknown): ORMError {
  const error = new PrismaClientInitializationError(message, undefined, code)
  if (cause !== undefined) error.cause = cause
  return error
}
