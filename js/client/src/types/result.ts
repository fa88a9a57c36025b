import type { SchemaDef } from '../schema'
import type { CalledName, Field, FieldName, FieldValue, Flat, Get, ListName, ModelName, RelationName, ScalarName, Target } from './model'

/** The omit option of a client, as its type has it. */
type Defaults<O, M extends string> = Get<Get<O, 'omit'>, Uncapitalize<M>> extends infer D ? (D extends object ? D : Get<Get<O, 'omit'>, M>) : never

/** Whether a default result lacks a field: the query says, else the client, else the schema. */
type Lacks<Q, D, Def, F> = F extends keyof Q ? Q[F] : F extends keyof D ? D[F] : Def extends { omit: true } ? true : false

type Row<S extends SchemaDef, M extends ModelName<S>, Q, O> = {
  [F in ScalarName<S, M> as Lacks<Q, Defaults<O, M>, Field<S, M, F>, F> extends true ? never : F]: FieldValue<S, M, F>
} & (O extends { derived: infer D } ? Added<Of<D, Uncapitalize<M>> & Of<D, '$allModels'>, Q> : {})

type Of<D, K extends string> = K extends keyof D ? D[K] : {}

/** The fields that plugins add. */
type Added<D, Q> = {
  [F in keyof D as F extends keyof Q ? (Q[F] extends true ? never : F) : F]: D[F] extends { compute: (...row: any[]) => infer R } ? R : never
}

type Discriminator<S extends SchemaDef, M extends ModelName<S>> = {
  [F in FieldName<S, M>]: Field<S, M, F> extends { isDiscriminator: true } ? F : never
}[FieldName<S, M>]

type Stored<S extends SchemaDef, M extends ModelName<S>> = S['models'][M] extends { delegateMap: infer V } ? V : M

type Subs<S extends SchemaDef, M extends ModelName<S>> = S['models'][M] extends { subModels: readonly (infer N)[] } ? N & ModelName<S> : never

/** A row of a base is a row of one of the models that extend it. */
type Concrete<S extends SchemaDef, M extends ModelName<S>> = M extends unknown
  ? S['models'][M] extends { isDelegate: true }
    ? Concrete<S, Subs<S, M>>
    : M
  : never

type AnyRow<S extends SchemaDef, M extends ModelName<S>, Q, O, K extends string> = M extends unknown
  ? Flat<Omit<Row<S, M, Q, O>, K> & { [F in K]: Stored<S, M> }>
  : never

type Default<S extends SchemaDef, M extends ModelName<S>, Q, O> = S['models'][M] extends { isDelegate: true }
  ? AnyRow<S, Concrete<S, M>, Q, O, Discriminator<S, M> & string>
  : Row<S, M, Q, O>

type Picked<X, Names> = { [K in keyof X & Names]: X[K] extends false | undefined ? never : K }[keyof X & Names]

type Counts<S extends SchemaDef, M extends ModelName<S>, C> = C extends undefined | false
  ? {}
  : { _count: { [K in Get<C, 'select'> extends object ? Picked<Get<C, 'select'>, ListName<S, M>> : ListName<S, M>]: number } }

type Related<S extends SchemaDef, M extends ModelName<S>, F extends RelationName<S, M>, A, O> =
  Field<S, M, F> extends { array: true }
    ? Result<S, Target<S, M, F>, A, O>[]
    : Field<S, M, F> extends { optional: true }
      ? Result<S, Target<S, M, F>, A, O> | null
      : Result<S, Target<S, M, F>, A, O>

type Selected<S extends SchemaDef, M extends ModelName<S>, X, O> = { [F in Picked<X, ScalarName<S, M>>]: FieldValue<S, M, F> } & Included<S, M, X, O>

type Included<S extends SchemaDef, M extends ModelName<S>, X, O> = {
  [F in Picked<X, RelationName<S, M>>]: Related<S, M, F, X[F], O>
} & {
  [F in Picked<X, CalledName<S, M>>]: FieldValue<S, M, F>
} & Counts<S, M, Get<X, '_count'>>

type Each<R> = R extends unknown ? Flat<R> : never

/** What an operation with arguments A gives for a row: select, include and omit narrow it. */
export type Result<S extends SchemaDef, M extends ModelName<S>, A = {}, O = {}> =
  Get<A, 'select'> extends object
    ? Flat<Selected<S, M, Get<A, 'select'>, O>>
    : Get<A, 'include'> extends object
      ? Each<Default<S, M, Get<A, 'omit'>, O> & Included<S, M, Get<A, 'include'>, O>>
      : Each<Default<S, M, Get<A, 'omit'>, O>>

/** A row of a model as an operation with arguments A gives it: `ModelResult<SchemaType, 'Post', { include: { author: true } }>`. */
export type ModelResult<S extends SchemaDef, M extends ModelName<S>, A = {}, O = {}> = Result<S, M, A, O>
