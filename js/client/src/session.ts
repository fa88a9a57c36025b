import { checkEncryption, functionsOf } from './encryption'
import { ORMError } from './errors'
import { withOmissions } from './omit'
import { type QueryOptions, wireOptions } from './options'
import type { Operation } from './promise'
import { modelOf, type SchemaDef } from './schema'
import type { Service } from './service/service'
import { Sealer } from './sealing'
import { checkFilters } from './slicing'
import { type Annotations, encode } from './wire'

/** As whom a client asks. */
export interface As {
  /** The user; null when there is none. */
  readonly user: object | null
  /** Whether the rules hold. */
  readonly enforce: boolean
}

/** A part of a request's text, and the types in it. */
interface Part {
  readonly text: string
  readonly annotations: Annotations | undefined
}

/** Operations that may be asked again when a connection broke. */
const reads = new Set(['findMany', 'findUnique', 'findUniqueOrThrow', 'findFirst', 'findFirstOrThrow', 'count', 'aggregate', 'groupBy', 'exists'])

/** What a client is: the server, as whom and how it is asked, and in which transaction. */
export class Session {
  readonly service: Service
  readonly options: QueryOptions
  readonly as: As | undefined
  readonly transaction: string | undefined
  #who: Part | undefined

  constructor(service: Service, options: QueryOptions, as?: As, transaction?: string) {
    checkEncryption(options.encryption)
    this.service = service
    this.options = options
    this.as = as
    this.transaction = transaction
  }

  /** Returns the session with other options. */
  withOptions(options: QueryOptions): Session {
    return new Session(this.service, options, this.as, this.transaction)
  }

  /** Returns the session as another user. */
  withAs(as: As | undefined): Session {
    return new Session(this.service, this.options, as, this.transaction)
  }

  /** Returns the session in a transaction. */
  inTransaction(id: string): Session {
    const session = new Session(this.service, this.options, this.as, id)
    session.#who = this.who
    return session
  }

  get schema(): SchemaDef {
    return this.service.schema
  }

  /**
   * Throws when rules would be asked about a user without an id, as ZenStack 2
   * does. That takes the schema; where nobody knows it yet, its first use asks.
   */
  checkUser(schema: SchemaDef | undefined): void {
    const user = this.as?.enforce ? (this.as.user as Record<string, unknown> | null) : null
    if (!user || !schema?.authType) return
    const lacks = modelOf(schema, schema.authType)?.idFields.find((id) => user[id] === undefined || user[id] === null)
    if (lacks !== undefined) throw ORMError.from({ reason: 'invalid-input', message: `Invalid user context: must have valid ID field "${lacks}"` })
  }

  /** Who asks: made once for all requests of the session, and the same object means the same asker. */
  get who(): Part {
    this.#who ??= this.#identify()
    return this.#who
  }

  #identify(): Part {
    let text = ''
    let annotations: Annotations | undefined
    if (this.as) {
      const user = encode(this.as.user, 'as.user', false)
      annotations = user.annotations
      text += `,"as":${JSON.stringify({ user: user.json, enforce: this.as.enforce })}`
    }
    const options = wireOptions(this.options)
    if (options) text += `,"options":${JSON.stringify(options)}`
    return { text, annotations }
  }

  /** Runs one operation. */
  query(operation: Operation, transaction: string | undefined): Promise<unknown> {
    const sealer = this.#sealer
    if (!sealer) return this.#query(operation, transaction)
    const { model, operation: name, args } = operation
    return sealer.seal(model, name, args).then(async (sealed) => sealer.open(model, await this.#query({ model, operation: name, args: sealed }, transaction)))
  }

  /** Seals and opens texts, where functions of the program do that. */
  get #sealer(): Sealer | undefined {
    const functions = functionsOf(this.options.encryption)
    return functions && new Sealer(this.schema, functions)
  }

  #query(operation: Operation, transaction: string | undefined): Promise<unknown> {
    const { text, annotations } = this.#written(operation, 'args')
    const repeatable = transaction === undefined && reads.has(operation.operation)
    const post = (): Promise<unknown> => this.#post('/query', text, annotations, transaction, repeatable)
    return this.#told(() => `${operation.model}.${operation.operation}`, operation.args ?? {}, post)
  }

  /** An operation as its request has it, after what the client's options do to it. */
  #written({ model, operation, args }: Operation, path: string): Part {
    const { slicing, omit, allowQueryTimeOmitOverride } = this.options
    let all = args ?? {}
    if (slicing) checkFilters(this.schema, slicing, model, operation, all)
    if (omit || allowQueryTimeOmitOverride === false) {
      all = withOmissions(this.schema, { omit, override: allowQueryTimeOmitOverride !== false }, model, operation, all) as object
    }
    const { json, annotations } = encode(all, path, this.#strict)
    return { text: `"model":${JSON.stringify(model)},"operation":"${operation}","args":${JSON.stringify(json)}`, annotations }
  }

  /** Runs operations one after the other in a transaction of their own. */
  async batch(operations: readonly Operation[], isolationLevel: string | undefined): Promise<unknown> {
    const sealer = this.#sealer
    if (!sealer) return this.#batch(operations, isolationLevel)
    const sealed = await Promise.all(operations.map(async (o) => ({ ...o, args: await sealer.seal(o.model, o.operation, o.args) })))
    const results = (await this.#batch(sealed, isolationLevel)) as unknown[]
    return Promise.all(results.map((result, i) => sealer.open((operations[i] as Operation).model, result)))
  }

  #batch(operations: readonly Operation[], isolationLevel: string | undefined): Promise<unknown> {
    let all: Annotations | undefined
    const texts = operations.map((operation, i) => {
      const { text, annotations } = this.#written(operation, `operations.${i}.args`)
      if (annotations) all = Object.assign(all ?? Object.create(null), annotations) as Annotations
      return `{${text}}`
    })
    const isolation = isolationLevel === undefined ? '' : `,"isolationLevel":${JSON.stringify(isolationLevel)}`
    const post = (): Promise<unknown> => this.#post('/batch', `"operations":[${texts.join(',')}]${isolation}`, all, undefined, false)
    return this.#told(() => operations.map((o) => `${o.model}.${o.operation}`).join('; '), operations.map((o) => o.args ?? {}), post)
  }

  /** Posts a body whose member of this name may hold typed values. */
  send(path: string, body: Record<string, unknown>, typed: string, transaction: string | undefined): Promise<unknown> {
    const { json, annotations } = encode(body[typed], typed, this.#strict)
    const text = JSON.stringify({ ...body, [typed]: json })
    return this.#told(() => named(path, body), body[typed] ?? {}, () => this.#post(path, text.slice(1, -1), annotations, transaction, false))
  }

  /** Ends a transaction, or begins one. */
  control(path: string, body: Record<string, unknown>): Promise<unknown> {
    return this.#post(path, JSON.stringify(body).slice(1, -1), undefined, undefined, false, true)
  }

  /** Sends, and tells who listens. */
  #told(query: () => string, params: unknown, post: () => Promise<unknown>): Promise<unknown> {
    return this.service.listeners.around(() => ({ query: query(), params: JSON.stringify(encode(params, '', false).json) }), post)
  }

  get #strict(): boolean {
    return this.options.strictUndefinedChecks === true
  }

  #post(path: string, head: string, annotations: Annotations | undefined, transaction: string | undefined, repeatable: boolean, urgent = false): Promise<unknown> {
    const who = this.who
    let body = head + who.text
    if (transaction !== undefined) body += `,"transaction":${JSON.stringify(transaction)}`
    if (annotations || who.annotations) {
      body += `,"meta":{"serialization":{"values":${JSON.stringify({ ...annotations, ...who.annotations })},"v":1}}`
    }
    const text = body.startsWith(',') ? `{${body.slice(1)}}` : `{${body}}`
    return this.service.post(path, text, { urgent: urgent || transaction !== undefined, repeatable })
  }
}

/** What a body asks for that is no operation, in a word. */
function named(path: string, body: Record<string, unknown>): string {
  switch (path) {
    case '/raw':
      return Array.isArray(body['sql']) ? body['sql'].join('?') : String(body['text'])
    case '/procedure':
      return `$procs.${String(body['name'])}`
    default:
      return `${String(body['model'])}.check`
  }
}
