import { derivedOf } from './derived'
import { ORMError } from './errors'
import { type Extension, pluginOf } from './extends'
import { fieldsOf } from './fields'
import { fluent } from './fluent'
import { aroundMutation } from './mutation'
import type { ClientOptions, QueryOptions, TransactionOptions } from './options'
import { aroundProcedure, aroundQuery, type Plugin, watches } from './plugin'
import { type Call, RequestPromise } from './promise'
import { withoutPlugins } from './queryargs'
import { accessor, type ModelDef, modelOf, type SchemaDef } from './schema'
import { Service } from './service/service'
import { type As, Session } from './session'
import { hasModel, hasOperation, hasProcedure } from './slicing'
import { Sql } from './sql'
import { transact } from './transaction'

/** The operations of every model. */
export const operations = [
  'findMany', 'findUnique', 'findUniqueOrThrow', 'findFirst', 'findFirstOrThrow',
  'create', 'createMany', 'createManyAndReturn', 'update', 'updateMany', 'updateManyAndReturn',
  'upsert', 'delete', 'deleteMany', 'count', 'aggregate', 'groupBy', 'exists',
] as const

const creating = new Set(['create', 'createMany', 'createManyAndReturn', 'upsert'])

/** How many connections a client keeps unless it is told. */
const defaultConnections = 8

/** How long an answer may take unless the client is told: longer than any statement may. */
const defaultTimeout = 60_000

/** Makes a client of a server; see {@link createClient}. */
export function newClient(options: ClientOptions): object {
  const { url, serviceKey, schema, connections, requestTimeout, ...query } = options
  const service = new Service({
    url: url ?? process.env['GOZEN_URL'],
    serviceKey: serviceKey ?? process.env['GOZEN_SERVICE_KEY'],
    connections: connections ?? defaultConnections,
    requestTimeout: requestTimeout ?? defaultTimeout,
    schema,
  })
  return clientOf(new Session(service, query))
}

/** The `$` members of every client. Its models are added by {@link clientOf}. */
export class Client {
  readonly #session: Session
  readonly #models = new Map<string, object | undefined>()

  constructor(session: Session) {
    this.#session = session
  }

  /** The session behind a client. */
  static sessionOf(client: object): Session {
    const session = sessions.get(client)
    if (session) return session
    throw new TypeError('enhance takes a client that createClient has made')
  }

  get $schema(): SchemaDef {
    return this.#session.schema
  }

  get $options(): QueryOptions {
    return this.#session.options
  }

  get $auth(): object | undefined {
    return this.#session.as?.user ?? undefined
  }

  get $procs(): object {
    const procedures: Record<string, (input?: unknown) => unknown> = {}
    for (const name of Object.keys(this.$schema.procedures ?? {})) {
      if (hasProcedure(this.$options.slicing, name)) procedures[name] = (input) => this.#procedure(name, input)
    }
    return procedures
  }

  $setAuth(user: object | undefined, { enforce = true }: { enforce?: boolean } = {}): object {
    if (user !== undefined && (typeof user !== 'object' || user === null || Array.isArray(user))) throw new Error('Invalid auth object')
    const session = this.#session.withAs({ user: user ?? null, enforce })
    session.checkUser(session.service.known)
    return clientOf(session)
  }

  $setOptions(options: QueryOptions): object {
    return clientOf(this.#session.withOptions(options))
  }

  $setInputValidation(enable: boolean): object {
    return this.$setOptions({ ...this.$options, validateInput: enable })
  }

  $use(plugin: Plugin): object {
    return this.$setOptions({ ...this.$options, plugins: [...this.#plugins, plugin] })
  }

  /** Calls a listener with what this client, and those derived from its root, ask. */
  $on(event: string, listener: (event: any) => void): object {
    if (!['query', 'error', 'info', 'warn'].includes(event)) throw new TypeError(`$on knows query, error, info and warn, not ${event}`)
    this.#session.service.listeners.on(event, listener)
    return clientOf(this.#session)
  }

  /** Extends the client in Prisma's way. */
  $extends(extension: Extension | ((client: object) => object)): object {
    if (typeof extension === 'function') return extension(clientOf(this.#session))
    return this.$use(pluginOf(extension, this.#plugins.length + 1))
  }

  $unuse(id: string): object {
    return this.$setOptions({ ...this.$options, plugins: this.#plugins.filter((plugin) => plugin.id !== id) })
  }

  /** Takes all plugins away, and with them the rules, as ZenStack's: its rules are a plugin. */
  $unuseAll(): object {
    const { as } = this.#session
    const bare: As | undefined = as && { user: as.user, enforce: false }
    return clientOf(this.#session.withAs(bare).withOptions({ ...this.$options, plugins: [] }))
  }

  $transaction(work: unknown, options?: TransactionOptions): Promise<unknown> {
    return this.#transformed(() => transact(this.#session, work, options, clientOf))
  }

  async $connect(): Promise<void> {
    await this.#transformed(() => this.#session.service.connect())
  }

  async $disconnect(): Promise<void> {
    this.#session.service.disconnect()
  }

  $queryRaw(query: TemplateStringsArray | Sql, ...values: unknown[]): unknown {
    return this.#raw('query', tagged(query, values))
  }

  $executeRaw(query: TemplateStringsArray | Sql, ...values: unknown[]): unknown {
    return this.#raw('execute', tagged(query, values))
  }

  $queryRawUnsafe(text: string, ...values: unknown[]): unknown {
    return this.#raw('query', { text, values })
  }

  $executeRawUnsafe(text: string, ...values: unknown[]): unknown {
    return this.#raw('execute', { text, values })
  }

  /** Returns the model's operations, or undefined when the client has no such model. */
  model(name: string): object | undefined {
    if (this.#models.has(name)) return this.#models.get(name)
    const model = modelOf(this.$schema, name)
    this.#session.checkUser(this.$schema)
    const member = model && hasModel(this.$options.slicing, model.name) ? this.#operations(model) : undefined
    this.#models.set(name, member)
    return member
  }

  /** Returns a member that a plugin adds. */
  extra(name: string): { value: unknown } | undefined {
    const plugin = this.#plugins.findLast(({ client }) => client && Object.hasOwn(client, name))
    return plugin?.client && { value: (plugin.client as Record<string, unknown>)[name] }
  }

  get #plugins(): readonly Plugin[] {
    return this.$options.plugins ?? []
  }

  #operations(model: ModelDef): object {
    const all: Record<string, unknown> = {}
    const fixed = Object.values(model.fields).some((f) => f.type === 'Unsupported' && !f.optional && f.default === undefined)
    for (const operation of operations) {
      if (fixed && creating.has(operation)) continue
      if (!hasOperation(this.$options.slicing, model.name, operation)) continue
      all[operation] = (args?: unknown) => fluent(this.$schema, model, operation, args, (given) => this.#query(model.name, operation, given))
    }
    all['check'] = (question: { operation: string; where?: object }) => this.#check(model.name, question)
    for (const { model: methods } of this.#plugins) {
      for (const name of ['$allModels', model.name, accessor(model.name)]) if (methods && Object.hasOwn(methods, name)) Object.assign(all, methods[name])
    }
    // Not operations, so not enumerated with them.
    Object.defineProperties(all, { fields: { value: fieldsOf(model) }, $name: { value: model.name }, $parent: { get: () => clientOf(this.#session) } })
    return all
  }

  #query(model: string, operation: string, args: unknown): Call {
    const call = { model, operation, args }
    const hooked = this.#plugins.some(watches)
    return {
      ...(hooked ? {} : { operation: call, who: this.#session.who }),
      run: (transaction = this.#session.transaction) =>
        this.#transformed(async () => {
          if (!hooked) return this.#session.query(call, transaction)
          const send = (next: unknown): Promise<unknown> => this.#plugged(model, operation, next, transaction)
          return aroundQuery(this.#plugins, this.#within(transaction), call, send)(args)
        }),
    }
  }

  /** Sends what plugins have to do with. */
  async #plugged(model: string, operation: string, given: unknown, transaction: string | undefined): Promise<unknown> {
    const args = withoutPlugins(this.#plugins, model, operation, given)
    const send = (next: unknown): Promise<unknown> => aroundMutation(this.#session, this.#plugins, clientOf, { model, operation, args: next }, transaction)
    const prepared = derivedOf(this.$schema, this.#plugins)?.prepare(model, operation, args, this.$options.omit)
    return prepared ? prepared.finish(await send(prepared.args)) : send(args)
  }

  #check(model: string, question: { operation: string; where?: object }): RequestPromise<unknown> {
    const body = { model, operation: question?.operation, where: question?.where }
    return this.#request((transaction) => this.#session.send('/check', body, 'where', transaction))
  }

  #procedure(name: string, input: unknown): RequestPromise<unknown> {
    const mutation = this.$schema.procedures?.[name]?.mutation === true
    return this.#request((transaction) => {
      const send = async (next: unknown): Promise<unknown> => {
        const args = (next as { args?: unknown } | undefined)?.args
        return this.#session.send('/procedure', { name, args }, 'args', transaction)
      }
      return aroundProcedure(this.#plugins, this.#within(transaction), name, mutation, send)(input)
    })
  }

  #raw(kind: 'query' | 'execute', query: Record<string, unknown>): RequestPromise<unknown> {
    return this.#request((transaction) => this.#session.send('/raw', { kind, ...query }, 'values', transaction))
  }

  #request(run: (transaction: string | undefined) => Promise<unknown>): RequestPromise<unknown> {
    return new RequestPromise({
      run: (transaction = this.#session.transaction) => this.#transformed(() => run(transaction)),
    })
  }

  /** The client that hooks get: this one, in the transaction under way. */
  #within(transaction: string | undefined): object {
    return clientOf(transaction === undefined ? this.#session : this.#session.inTransaction(transaction))
  }

  async #transformed<T>(run: () => Promise<T>): Promise<T> {
    const { errorTransformer } = this.$options
    try {
      return await run()
    } catch (error) {
      throw errorTransformer ? errorTransformer(error) : error
    }
  }
}

function tagged(query: TemplateStringsArray | Sql, values: unknown[]): Record<string, unknown> {
  if (query instanceof Sql) return { sql: query.strings, values: query.values }
  if (!Array.isArray(query) || !('raw' in query)) {
    throw ORMError.from({
      reason: 'invalid-input',
      message: '`$queryRaw` and `$executeRaw` are tags of templates, or take sql`…`; for text there are `$queryRawUnsafe` and `$executeRawUnsafe`',
    })
  }
  const whole = new Sql(query as readonly string[], values)
  return { sql: whole.strings, values: whole.values }
}

const sessions = new WeakMap<object, Session>()

/** What others ask of any object and is no model, whatever the schema: await, JSON, test tools. */
const strange = new Set(['then', 'toJSON', 'asymmetricMatch', 'nodeType', 'tagName', '__esModule', 'inspect'])

/** Members that a client in a transaction has not: the connection is not its own. */
const unavailable = new Set(['$connect', '$disconnect'])

/** Returns the client of a session: its `$` members, its models, and nothing else. */
export function clientOf(session: Session): object {
  const client = new Client(session)
  const hidden = new Set<PropertyKey>(['model', 'extra'])
  const member = (name: PropertyKey): unknown => {
    if (typeof name === 'symbol') return Reflect.get(client, name, client)
    const text = String(name)
    const extra = client.extra(text)
    if (extra) return extra.value
    if (session.transaction !== undefined && unavailable.has(text)) return undefined
    if (!hidden.has(name) && name in client) {
      const value: unknown = Reflect.get(client, name, client)
      return typeof value === 'function' && text.startsWith('$') ? value.bind(client) : value
    }
    return text.startsWith('$') || strange.has(text) ? undefined : client.model(text)
  }
  const proxy = new Proxy(client, {
    get: (_, name) => member(name),
    has: (_, name) => member(name) !== undefined,
    set: () => false,
  })
  sessions.set(proxy, session)
  return proxy
}

