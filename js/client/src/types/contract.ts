import type { FieldReference } from '../fields'
import type { ClientEvents } from '../events'
import type { Extension } from '../extends'
import type { ClientOptions, QueryOptions, TransactionOptions } from '../options'
import type { Plugin } from '../plugin'
import type { SchemaDef } from '../schema'
import type { Sql } from '../sql'
import type {
  AggregateArgs, AggregateResult, CountArgs, CountResult, CreateArgs, CreateManyAndReturnArgs, CreateManyArgs, DeleteArgs, DeleteManyArgs,
  ExistsArgs, FindFirstArgs, FindManyArgs, FindUniqueArgs, GroupByArgs, GroupByResult, UpdateArgs, UpdateManyAndReturnArgs, UpdateManyArgs, UpsertArgs,
} from './args'
import type { ProcedureInput } from './input'
import type { Field, FieldName, Get, Many, ModelName, RelationName, ScalarName, Target, ValueOf } from './model'
import type { ModelResult, Result } from './result'
import type { WhereInput } from './where'

/** A promise that does nothing before it is awaited or given to `$transaction`. */
export interface PrismaPromise<T> extends Promise<T> {
  readonly [Symbol.toStringTag]: 'PrismaPromise'
}

/** A promise of a row, from which its relations can be followed: `db.user.findUnique({ where }).posts({ take: 3 })`. */
export type RowPromise<S extends SchemaDef, M extends ModelName<S>, T, O = {}> = PrismaPromise<T> & {
  [F in RelationName<S, M>]: Field<S, M, F> extends { array: true }
    ? <A extends FindManyArgs<S, Target<S, M, F>> = {}>(args?: Exact<A, FindManyArgs<S, Target<S, M, F>>>) => PrismaPromise<Result<S, Target<S, M, F>, A, O>[] | NullOf<T>>
    : <A extends RowArgs<S, Target<S, M, F>> = {}>(
        args?: Exact<A, RowArgs<S, Target<S, M, F>>>,
      ) => RowPromise<S, Target<S, M, F>, Result<S, Target<S, M, F>, A, O> | NullOf<T> | (Field<S, M, F> extends { optional: true } ? null : never), O>
}

/** The arguments of a row that a relation leads to. */
type RowArgs<S extends SchemaDef, M extends ModelName<S>> = Omit<FindUniqueArgs<S, M>, 'where'>

type NullOf<T> = Extract<T, null>

/** How many rows an operation touched. */
export interface BatchResult {
  count: number
}

/** Arguments with no members but those of their shape; select and include exclude each other, as select and omit do. */
export type Exact<A, Args> = { [K in keyof A]: K extends keyof Args ? A[K] : never } & (Get<A, 'select'> extends object
  ? Get<A, 'include'> extends object
    ? 'Please either choose `select` or `include`.'
    : Get<A, 'omit'> extends object
      ? 'Please either choose `select` or `omit`.'
      : {}
  : {})

/** The operations that a model has but those that create rows. */
interface CommonOperations<S extends SchemaDef, M extends ModelName<S>, O> {
  /** Returns the row with a key, or null. */
  findUnique<A extends FindUniqueArgs<S, M>>(args: Exact<A, FindUniqueArgs<S, M>>): RowPromise<S, M, Result<S, M, A, O> | null, O>
  /** Returns the row with a key, or throws P2025. */
  findUniqueOrThrow<A extends FindUniqueArgs<S, M>>(args: Exact<A, FindUniqueArgs<S, M>>): RowPromise<S, M, Result<S, M, A, O>, O>
  /** Returns the first row, or null. */
  findFirst<A extends FindFirstArgs<S, M>>(args?: Exact<A, FindFirstArgs<S, M>>): RowPromise<S, M, Result<S, M, A, O> | null, O>
  /** Returns the first row, or throws P2025. */
  findFirstOrThrow<A extends FindFirstArgs<S, M>>(args?: Exact<A, FindFirstArgs<S, M>>): RowPromise<S, M, Result<S, M, A, O>, O>
  /** Returns all rows. */
  findMany<A extends FindManyArgs<S, M>>(args?: Exact<A, FindManyArgs<S, M>>): PrismaPromise<Result<S, M, A, O>[]>
  /** Changes the row with a key, or throws P2025. */
  update<A extends UpdateArgs<S, M>>(args: Exact<A, UpdateArgs<S, M>>): RowPromise<S, M, Result<S, M, A, O>, O>
  /** Changes rows and returns how many. */
  updateMany(args: UpdateManyArgs<S, M>): PrismaPromise<BatchResult>
  /** Changes rows and returns them. */
  updateManyAndReturn<A extends UpdateManyAndReturnArgs<S, M>>(args: Exact<A, UpdateManyAndReturnArgs<S, M>>): PrismaPromise<Result<S, M, A, O>[]>
  /** Deletes the row with a key and returns it, or throws P2025. */
  delete<A extends DeleteArgs<S, M>>(args: Exact<A, DeleteArgs<S, M>>): RowPromise<S, M, Result<S, M, A, O>, O>
  /** Deletes rows and returns how many. */
  deleteMany(args?: DeleteManyArgs<S, M>): PrismaPromise<BatchResult>
  /** Counts rows, or the values of fields. */
  count<A extends CountArgs<S, M>>(args?: Exact<A, CountArgs<S, M>>): PrismaPromise<CountResult<A>>
  /** Counts, adds up, averages; finds the least and the greatest. */
  aggregate<A extends AggregateArgs<S, M>>(args: Exact<A, AggregateArgs<S, M>>): PrismaPromise<AggregateResult<S, M, A>>
  /** The same by groups. */
  groupBy<A extends GroupByArgs<S, M>>(args: A & Exact<A, GroupByArgs<S, M>>): PrismaPromise<GroupByResult<S, M, A>[]>
  /** The fields, to compare others of the same row with. */
  readonly fields: { readonly [F in ScalarName<S, M>]: FieldReference<Field<S, M, F>['type'], Field<S, M, F> extends { array: true } ? true : false> }
  /** Whether there is such a row. */
  exists(args?: ExistsArgs<S, M>): PrismaPromise<boolean>
  /** Whether the user may ever do this, as far as the rules alone tell. */
  check(args: { operation: 'create' | 'read' | 'update' | 'delete'; where?: WhereInput<S, M> }): PrismaPromise<boolean>
}

interface CreateOperations<S extends SchemaDef, M extends ModelName<S>, O> {
  /** Creates a row and returns it. */
  create<A extends CreateArgs<S, M>>(args: Exact<A, CreateArgs<S, M>>): RowPromise<S, M, Result<S, M, A, O>, O>
  /** Creates rows and returns how many. */
  createMany(args: CreateManyArgs<S, M>): PrismaPromise<BatchResult>
  /** Creates rows and returns them. */
  createManyAndReturn<A extends CreateManyAndReturnArgs<S, M>>(args: Exact<A, CreateManyAndReturnArgs<S, M>>): PrismaPromise<Result<S, M, A, O>[]>
  /** Changes the row with a key, or creates it. */
  upsert<A extends UpsertArgs<S, M>>(args: Exact<A, UpsertArgs<S, M>>): RowPromise<S, M, Result<S, M, A, O>, O>
}

/** The operations of a model. Rows of a base are created through the models that extend it; views have no writes. */
export type ModelOperations<S extends SchemaDef, M extends ModelName<S>, O = {}> = S['models'][M] extends { isView: true }
  ? Omit<CommonOperations<S, M, O>, 'update' | 'updateMany' | 'updateManyAndReturn' | 'delete' | 'deleteMany'>
  : S['models'][M] extends { isDelegate: true }
    ? CommonOperations<S, M, O>
    : CommonOperations<S, M, O> & CreateOperations<S, M, O>

type Sparse<T> = { [K in keyof T]?: T[K] | null }

/**
 * The user that auth() is: some of the fields of the auth model, and what the
 * rules read beyond. Sessions of Auth.js have null for what they do not know.
 */
export type AuthUser<S extends SchemaDef> = S['authType'] extends infer U
  ? U extends ModelName<S>
    ? Sparse<ModelResult<S, U, { omit: { [F in ScalarName<S, U>]: false } }>> & { [F in Exclude<FieldName<S, U>, ScalarName<S, U>>]?: unknown }
    : Record<string, unknown>
  : never

type Definitions<S extends SchemaDef> = NonNullable<S['procedures']>

interface Procedures<S extends SchemaDef> {
  /** The procedures of the schema. */
  readonly $procs: { readonly [N in keyof Definitions<S>]: Procedure<S, Definitions<S>[N]> }
}

type Procedure<S extends SchemaDef, P> = P extends { params: infer I; returnType: infer R extends string }
  ? (...args: {} extends ProcedureInput<S, I> ? [input?: { args?: ProcedureInput<S, I> }] : [input: { args: ProcedureInput<S, I> }]) => PrismaPromise<Returned<S, P, R>>
  : never

type Returned<S extends SchemaDef, P, R extends string> =
  | Many<P extends { returnArray: true } ? { array: true } : {}, R extends ModelName<S> ? ModelResult<S, R> : ValueOf<S, R>>
  | (P extends { returnOptional: true } ? null : never)

/** A client with what a plugin adds: members, methods of models, fields of whole rows. */
export type Extended<S extends SchemaDef, O, P> = ClientContract<S, P extends { result: infer R } ? O & { derived: R } : O> &
  (P extends { client: infer C } ? C : {}) &
  (P extends { model: infer X } ? { readonly [M in Exclude<keyof X, '$allModels'> as Uncapitalize<M & string>]: X[M] } & AllModels<S, X> : {})

type AllModels<S extends SchemaDef, X> = X extends { $allModels: infer A } ? { readonly [M in ModelName<S> as Uncapitalize<M>]: A } : {}

/** The `$` members of a client. */
export interface ClientMembers<S extends SchemaDef, O = {}> {
  /** What the client knows of the schema. */
  readonly $schema: S
  /** The options that queries go by. */
  readonly $options: QueryOptions
  /** The user, where there is one. */
  readonly $auth: AuthUser<S> | undefined
  /**
   * Returns the client as a user, or as nobody: enforced, unless it says
   * otherwise; then the user is there for `@default(auth().…)` alone.
   */
  $setAuth(user: AuthUser<S> | undefined, options?: { enforce?: boolean }): ClientContract<S, O>
  /** Returns the client with other options in place of all it has. */
  $setOptions<const P extends QueryOptions>(options: P): ClientContract<S, P>
  /** Returns the client with or without the checks of `@email`, `@length` and the like. */
  $setInputValidation(enable: boolean): ClientContract<S, O>
  /** Returns the client with further hooks. */
  $use<const P extends Plugin>(plugin: P): Extended<S, O, P>
  /** Returns the client with an extension in Prisma's form. */
  $extends<const E extends Extension>(extension: E & Extension): Extended<S, O, E>
  /** Returns what a function makes of the client. */
  $extends<T>(extension: (client: ClientContract<S, O>) => T): T
  /** Returns the client without the plugin of that id. */
  $unuse(id: string): ClientContract<S, O>
  /** Returns the client without any plugin, and without the rules. */
  $unuseAll(): ClientContract<S, O>
  /** Calls a listener with what is asked of the server, by this client and all others of the same `createClient`. */
  $on<E extends keyof ClientEvents>(event: E, listener: (event: ClientEvents[E]) => void): ClientContract<S, O>
  /** Runs promises of the client in their order: all of them or none. */
  $transaction<const P extends readonly PrismaPromise<any>[]>(promises: P, options?: TransactionOptions): Promise<{ -readonly [K in keyof P]: Awaited<P[K]> }>
  /** Runs a function with a client whose every call is of one transaction. */
  $transaction<T>(work: (tx: TransactionClient<S, O>) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** Runs a query that reads; its values are bound. Refused on an enforced client. */
  $queryRaw<T = unknown>(query: TemplateStringsArray | Sql, ...values: unknown[]): PrismaPromise<T>
  /** Runs a query that writes and returns how many rows it touched. Refused on an enforced client. */
  $executeRaw(query: TemplateStringsArray | Sql, ...values: unknown[]): PrismaPromise<number>
  /** As `$queryRaw`, of text with the database's own placeholders. */
  $queryRawUnsafe<T = unknown>(text: string, ...values: unknown[]): PrismaPromise<T>
  /** As `$executeRaw`, of text with the database's own placeholders. */
  $executeRawUnsafe(text: string, ...values: unknown[]): PrismaPromise<number>
  /** Learns the schema without blocking; throws when the server is not there. */
  $connect(): Promise<void>
  /** Closes the connections; a further call opens new ones. */
  $disconnect(): Promise<void>
}

/** The models of a client, by their names with a small first letter and as declared. Without a generated schema, any name. */
type Models<S extends SchemaDef, O> = string extends keyof S['models']
  ? { readonly [model: string]: any }
  : { readonly [M in ModelName<S> as Uncapitalize<M>]: ModelOperations<S, M, O> } & { readonly [M in ModelName<S>]: ModelOperations<S, M, O> }

/** A client: its `$` members and its models. */
export type ClientContract<S extends SchemaDef = SchemaDef, O = {}> = ClientMembers<S, O> & Models<S, O> & Procedures<S>

/** The client within a transaction. */
export type TransactionClient<S extends SchemaDef = SchemaDef, O = {}> = Omit<ClientContract<S, O>, '$connect' | '$disconnect'>

/** The schema type of a client. */
export type SchemaOf<C> = C extends ClientMembers<infer S, any> ? S : SchemaDef

/** The client that options make. */
export type ClientOf<P> = P extends ClientOptions<infer S> & { schema: object } ? ClientContract<S, P> : ClientContract
