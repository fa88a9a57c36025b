import type { EntityMutationHooks } from './mutation'
import type { Operation } from './promise'

/** What {@link Plugin.onQuery} gets. */
export interface QueryContext {
  /** The client that was asked. */
  readonly client: unknown
  /** The model's declared name. */
  readonly model: string
  /** The operation as it was called. */
  readonly operation: string
  /** Its arguments. */
  readonly args: unknown
  /** Goes on, with these arguments, and returns the result. */
  readonly proceed: (args: unknown) => Promise<unknown>
}

/** What {@link Plugin.onProcedure} gets. */
export interface ProcedureContext {
  readonly client: unknown
  readonly name: string
  readonly mutation: boolean
  readonly input: unknown
  readonly proceed: (input: unknown) => Promise<unknown>
}

/** A field that results have and the database has not. */
export interface ResultField {
  /** The fields that it is made of; they are read with it, and shown only if they are asked for. */
  readonly needs?: { readonly [field: string]: boolean }
  /** Makes it of these. */
  readonly compute: (row: any) => unknown
}

/** Fields that are added to the rows of models. */
export interface ResultExtensions {
  readonly [model: string]: { readonly [field: string]: ResultField }
}

/** A schema of zod, or what has its form: an object's members, and what checks them. */
export interface ArgsSchema {
  readonly shape: object
  safeParse(value: unknown): { success: true; data: unknown } | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } }
}

/** Further arguments, by operation or group: `$all`, `$create`, `$read`, `$update`, `$delete`. */
export interface QueryArgs {
  readonly [operation: string]: ArgsSchema
}

/** Methods that are added to models, by model; `$allModels` is for each. */
export interface ModelExtensions {
  readonly [model: string]: { readonly [member: string]: unknown }
}

/**
 * Hooks that run in this program, around what is asked of the server. They see
 * what a call says, not what nested writes do. A plugin installed later is
 * around those before it. It enforces nothing: who holds the key can ask without.
 */
export interface Plugin {
  /** By which `$unuse` takes it away. */
  readonly id: string
  readonly name?: string
  readonly description?: string
  /** Around every operation of every model. */
  readonly onQuery?: (context: QueryContext) => Promise<unknown>
  /** Before and after operations that change rows. */
  readonly onEntityMutation?: EntityMutationHooks
  /** Around every procedure. */
  readonly onProcedure?: (context: ProcedureContext) => Promise<unknown>
  /** Further arguments of operations, for onQuery; they are checked, and the server does not see them. */
  readonly queryArgs?: QueryArgs
  /** Further fields of results. */
  readonly result?: ResultExtensions
  /** Further `$` members of the client. */
  readonly client?: { readonly [member: `$${string}`]: unknown } & ThisType<any>
  /** Further methods of models; `this` is the model's operations. */
  readonly model?: ModelExtensions
}

/** Returns the plugin: it is there for its type. */
export function definePlugin<const P extends Plugin>(plugin: P): P {
  return plugin
}

/** Whether operations are more to a plugin than what is sent. */
export function watches(plugin: Plugin): boolean {
  return Boolean(plugin.onQuery || plugin.onEntityMutation || plugin.queryArgs || plugin.result)
}

type Proceed = (args: unknown) => Promise<unknown>

/** Returns proceed with the plugins' onQuery around it. */
export function aroundQuery(plugins: readonly Plugin[], client: unknown, call: Operation, proceed: Proceed): Proceed {
  let outer = proceed
  for (const { onQuery } of plugins) {
    if (!onQuery) continue
    const inner = outer
    outer = (args) => onQuery({ client, model: call.model, operation: call.operation, args, proceed: inner })
  }
  return outer
}

/** Returns proceed with the plugins' onProcedure around it. */
export function aroundProcedure(plugins: readonly Plugin[], client: unknown, name: string, mutation: boolean, proceed: Proceed): Proceed {
  let outer = proceed
  for (const { onProcedure } of plugins) {
    if (!onProcedure) continue
    const inner = outer
    outer = (input) => onProcedure({ client, name, mutation, input, proceed: inner })
  }
  return outer
}
