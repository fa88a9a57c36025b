import type { Plugin } from './plugin'
import type { Operation } from './promise'
import { type ModelDef, modelOf } from './schema'
import type { Session } from './session'
import { interactive } from './transaction'

type Row = Record<string, unknown>

/** What the hooks of a mutation get. */
export interface EntityMutationContext {
  readonly model: string
  readonly action: 'create' | 'update' | 'delete'
  /** The operation that was called, and its arguments. */
  readonly operation: string
  readonly args: unknown
  /** The same before and after. */
  readonly queryId: string
  /** The client that was asked, in its transaction if there is one; what it changes calls no hooks again. */
  readonly client: any
}

/** What {@link EntityMutationHooks.beforeEntityMutation} gets. */
export interface BeforeEntityMutation extends EntityMutationContext {
  /** Reads the rows that are to be changed, as far as this client may; undefined of those to be created. */
  loadBeforeMutationEntities(): Promise<Row[] | undefined>
}

/** What {@link EntityMutationHooks.afterEntityMutation} gets. */
export interface AfterEntityMutation extends EntityMutationContext {
  /** Reads the rows as they are; undefined of those that are gone, and of createMany, which does not tell them. */
  loadAfterMutationEntities(): Promise<Row[] | undefined>
  /** The rows as they were, where the hook before has read them. */
  readonly beforeMutationEntities?: Row[] | undefined
}

/**
 * Hooks of operations that change rows. They are called for the rows that an
 * operation names, not for those of the writes nested in it nor for cascades.
 */
export interface EntityMutationHooks {
  /** What it throws is thrown instead of the change. */
  beforeEntityMutation?(context: BeforeEntityMutation): Promise<void> | void
  /** Called after the commit, and never when there is none. */
  afterEntityMutation?(context: AfterEntityMutation): Promise<void> | void
  /** Whether that is called before the commit instead; what it throws then undoes the change. */
  readonly runAfterMutationWithinTransaction?: boolean
}

const actions: { readonly [operation: string]: 'create' | 'update' | 'delete' | undefined } = {
  create: 'create', createMany: 'create', createManyAndReturn: 'create',
  update: 'update', updateMany: 'update', updateManyAndReturn: 'update', upsert: 'update', delete: 'delete', deleteMany: 'delete',
}

/** Operations whose where is a key. */
const byKey = new Set(['update', 'upsert', 'delete'])

/** Runs an operation with the plugins' mutation hooks around it. */
export async function aroundMutation(
  session: Session, plugins: readonly Plugin[], client: (session: Session) => unknown, call: Operation, transaction: string | undefined,
): Promise<unknown> {
  const hooks = plugins.flatMap(({ onEntityMutation }) => onEntityMutation ?? [])
  const model = modelOf(session.schema, call.model)
  if (hooks.length === 0 || actions[call.operation] === undefined || !model) return session.query(call, transaction)
  const bare = session.withOptions({ ...session.options, plugins: plugins.map(({ onEntityMutation: _, ...rest }) => rest) })
  const run = (id: string | undefined): Promise<unknown> => new Mutation(bare, model, call, hooks, client, id).run()
  if (transaction === undefined && hooks.some((hook) => hook.runAfterMutationWithinTransaction)) {
    return interactive(session, undefined, (inner) => run(inner.transaction))
  }
  return run(transaction)
}

class Mutation {
  readonly #session: Session
  readonly #model: ModelDef
  readonly #call: Operation
  readonly #args: { where?: unknown; select?: Row; omit?: Row }
  readonly #hooks: readonly EntityMutationHooks[]
  readonly #client: (session: Session) => unknown
  readonly #transaction: string | undefined
  #action: 'create' | 'update' | 'delete'
  #keys: Row[] = []
  #before: Promise<Row[] | undefined> | undefined

  constructor(
    session: Session, model: ModelDef, call: Operation, hooks: readonly EntityMutationHooks[], client: (session: Session) => unknown, transaction: string | undefined,
  ) {
    this.#session = session
    this.#model = model
    this.#call = call
    this.#args = (call.args ?? {}) as { where?: unknown }
    this.#hooks = hooks
    this.#client = client
    this.#transaction = transaction
    this.#action = actions[call.operation] ?? 'update'
  }

  async run(): Promise<unknown> {
    const watched = this.#hooks.some((hook) => hook.afterEntityMutation)
    if (this.#action === 'update' && (watched || this.#call.operation === 'upsert')) this.#keys = (await this.#read(this.#ids())) ?? []
    if (this.#call.operation === 'upsert' && this.#keys.length === 0) this.#action = 'create'
    const context = {
      model: this.#model.name, action: this.#action, operation: this.#call.operation, args: this.#call.args, queryId: crypto.randomUUID(),
      client: this.#asker(this.#transaction),
    }
    for (const hook of this.#hooks) await hook.beforeEntityMutation?.({ ...context, loadBeforeMutationEntities: () => (this.#before ??= this.#read(undefined)) })
    const result = await this.#mutate()
    const beforeMutationEntities = await this.#before
    const after = (hook: EntityMutationHooks, transaction: string | undefined): unknown =>
      hook.afterEntityMutation?.({
        ...context, client: this.#asker(transaction), beforeMutationEntities, loadAfterMutationEntities: () => this.#written(transaction),
      })
    for (const hook of this.#hooks.filter((h) => h.runAfterMutationWithinTransaction)) await after(hook, this.#transaction)
    for (const hook of this.#hooks.filter((h) => !h.runAfterMutationWithinTransaction)) {
      await this.#session.service.committed(this.#transaction, async () => { await after(hook, undefined) })
    }
    return result
  }

  #asker(transaction: string | undefined): unknown {
    return this.#client(transaction === undefined ? this.#session : this.#session.inTransaction(transaction))
  }

  #ids(): Row {
    return Object.fromEntries(this.#model.idFields.map((name) => [name, true]))
  }

  /** Reads the rows that are to be changed. */
  async #read(select: Row | undefined): Promise<Row[] | undefined> {
    if (this.#action === 'create') return undefined
    const one = byKey.has(this.#call.operation)
    const args = { where: this.#args.where, ...(select ? { select } : {}) }
    const found = await this.#session.query({ model: this.#model.name, operation: one ? 'findUnique' : 'findMany', args }, this.#transaction)
    return one ? (found ? [found as Row] : []) : (found as Row[])
  }

  /** Runs the operation itself; rows that it returns tell which were written. */
  async #mutate(): Promise<unknown> {
    const { select, omit } = this.#args
    const lacking = this.#model.idFields.filter((id) => (select ? !select[id] : omit?.[id]))
    const shows = !['createMany', 'updateMany', 'deleteMany'].includes(this.#call.operation)
    const more = !shows || lacking.length === 0 ? {} : select ? { select: { ...select, ...this.#ids() } } : { omit: { ...omit, ...Object.fromEntries(lacking.map((id) => [id, false])) } }
    const result = await this.#session.query({ ...this.#call, args: { ...this.#args, ...more } }, this.#transaction)
    if (!shows) return result
    const rows = (Array.isArray(result) ? result : [result]) as Row[]
    this.#keys = rows.map((row) => Object.fromEntries(this.#model.idFields.map((id) => [id, row[id]])))
    for (const row of rows) for (const id of lacking) delete row[id]
    return result
  }

  async #written(transaction: string | undefined): Promise<Row[] | undefined> {
    if (this.#action === 'delete' || this.#call.operation === 'createMany') return undefined
    if (this.#keys.length === 0) return []
    return (await this.#session.query({ model: this.#model.name, operation: 'findMany', args: { where: { OR: this.#keys } } }, transaction)) as Row[]
  }
}
