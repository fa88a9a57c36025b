import { newClient } from './client'
import { type EnhanceContext, type EnhanceOptions, enhanced } from './enhance'
import type { ClientOptions } from './options'
import type { SchemaDef } from './schema'
import type { AuthUser, ClientContract } from './types/contract'

/**
 * Makes the trusted client of a server: what it asks is not enforced. It is for
 * adapters and sign-in; {@link enhance} gives the client for handlers. Nothing is
 * sent, and nothing has to be there, before the first call.
 */
export function createClient<S extends SchemaDef, const O extends Omit<ClientOptions, 'schema'>>(options: O & { readonly schema: S }): ClientContract<S, O>
export function createClient<S extends SchemaDef = SchemaDef>(options?: ClientOptions): ClientContract<S>
export function createClient(options: ClientOptions = {}): unknown {
  return newClient(options)
}

/** Returns the client as the user: everything enforced. It costs nothing: make one for each request. */
export function enhance<C extends { readonly $schema: SchemaDef }>(client: C, context?: EnhanceContext<AuthUser<C['$schema']>>, options?: EnhanceOptions): C {
  return enhanced(client, context, options) as C
}

export { Decimal } from 'decimal.js'
export type { EncryptionFunctions, EncryptionKeys, EncryptionOptions } from './encryption'
export type { EnhanceContext, EnhanceOptions } from './enhance'
export * from './errors'
export { FieldReference } from './fields'
export { AnyNull, DbNull, JsonNull } from './null'
export { type ClientOptions, type EnhancementKind, type ErrorTransformer, type OmitOptions, type QueryOptions, TransactionIsolationLevel, type TransactionOptions } from './options'
export type { ClientEvents, LogEvent, QueryEvent } from './events'
export type { Extension, ExtensionQuery } from './extends'
export type { AfterEntityMutation, BeforeEntityMutation, EntityMutationContext, EntityMutationHooks } from './mutation'
export { type ArgsSchema, definePlugin, type ModelExtensions, type Plugin, type ProcedureContext, type QueryArgs, type QueryContext, type ResultExtensions, type ResultField } from './plugin'
export { Prisma } from './prisma'
export type { EnumDef, FieldDef, ModelDef, ProcedureDef, RelationDef, SchemaDef, TypeDef } from './schema'
export type { FieldSlicing, FilterKind, ModelSlicing, SlicingOptions } from './slicing'
export { empty, join, raw, Sql, sql } from './sql'
export type * from './types/args'
export type * from './types/contract'
export type { CreateInput, CreateManyInput, UpdateInput, UpdateManyInput } from './types/input'
export type { EnumValue, JsonArray, JsonObject, JsonValue, ModelName, TypeDefInput, TypeDefResult } from './types/model'
export type { ModelResult } from './types/result'
export type { FieldFilter, HavingInput, JsonFilter, OrderByInput, SortOrder, WhereInput, WhereUniqueInput } from './types/where'
export { skip } from './wire'
