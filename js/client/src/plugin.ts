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
  /** Around every procedure. */
  readonly onProcedure?: (context: ProcedureContext) => Promise<unknown>
  /** Further `$` members of the client. */
  readonly client?: { readonly [member: `$${string}`]: unknown }
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
