import type { Decimal } from 'decimal.js'
import type { SchemaDef } from '../schema'
import type { CreateInput, CreateManyInput, UpdateInput, UpdateManyInput } from './input'
import type { CalledName, Field, FieldName, FieldValue, Flat, Get, ListName, ModelName, NumericName, OneOrMore, OrderedName, RelationName, ScalarName, Target, ValueOf } from './model'
import type { Call, CallSort, HavingInput, OrderByInput, WhereInput, WhereUniqueInput } from './where'

type CountSelection<S extends SchemaDef, M extends ModelName<S>> =
  | boolean
  | { select: { [F in ListName<S, M>]?: boolean | { where?: WhereInput<S, Target<S, M, F>> } } }

type Nested<S extends SchemaDef, M extends ModelName<S>, F extends RelationName<S, M>> = Field<S, M, F> extends { array: true }
  ? FindManyArgs<S, Target<S, M, F>>
  : Field<S, M, F> extends { optional: true }
    ? Shape<S, Target<S, M, F>> & { where?: WhereInput<S, Target<S, M, F>> }
    : Shape<S, Target<S, M, F>>

type Calls<S extends SchemaDef, M extends ModelName<S>> = { [F in CalledName<S, M>]?: Call<S, Field<S, M, F>> }

/** The relations a result has beside its values, and what is computed of arguments. */
export type IncludeInput<S extends SchemaDef, M extends ModelName<S>> = {
  [F in RelationName<S, M>]?: boolean | Nested<S, M, F>
} & Calls<S, M> & { _count?: CountSelection<S, M> }

/** What a result has: these members and no others. */
export type SelectInput<S extends SchemaDef, M extends ModelName<S>> = { [F in ScalarName<S, M>]?: boolean } & IncludeInput<S, M>

/** The values a result lacks. */
export type OmitInput<S extends SchemaDef, M extends ModelName<S>> = { [F in ScalarName<S, M>]?: boolean }

/** What a result has of a row. */
export interface Shape<S extends SchemaDef, M extends ModelName<S>> {
  select?: SelectInput<S, M> | null
  include?: IncludeInput<S, M> | null
  omit?: OmitInput<S, M> | null
}

interface Page<S extends SchemaDef, M extends ModelName<S>> {
  where?: WhereInput<S, M>
  orderBy?: OneOrMore<OrderByInput<S, M>>
  skip?: number
}

export interface FindUniqueArgs<S extends SchemaDef, M extends ModelName<S>> extends Shape<S, M> {
  where: WhereUniqueInput<S, M>
}
export interface FindFirstArgs<S extends SchemaDef, M extends ModelName<S>> extends Shape<S, M>, Page<S, M> {
  take?: 1
  cursor?: WhereUniqueInput<S, M>
  distinct?: OneOrMore<ScalarName<S, M>>
}
export interface FindManyArgs<S extends SchemaDef, M extends ModelName<S>> extends Shape<S, M>, Page<S, M> {
  take?: number
  cursor?: WhereUniqueInput<S, M>
  distinct?: OneOrMore<ScalarName<S, M>>
}
export interface CreateArgs<S extends SchemaDef, M extends ModelName<S>> extends Shape<S, M> {
  data: CreateInput<S, M>
}
export interface CreateManyArgs<S extends SchemaDef, M extends ModelName<S>> {
  data: OneOrMore<CreateManyInput<S, M>>
  skipDuplicates?: boolean
}
export interface CreateManyAndReturnArgs<S extends SchemaDef, M extends ModelName<S>> extends CreateManyArgs<S, M> {
  select?: OmitInput<S, M>
  omit?: OmitInput<S, M>
}
export interface UpdateArgs<S extends SchemaDef, M extends ModelName<S>> extends Shape<S, M> {
  where: WhereUniqueInput<S, M>
  data: UpdateInput<S, M>
}
export interface UpdateManyArgs<S extends SchemaDef, M extends ModelName<S>> {
  where?: WhereInput<S, M>
  data: UpdateManyInput<S, M>
  limit?: number
}
export interface UpdateManyAndReturnArgs<S extends SchemaDef, M extends ModelName<S>> extends UpdateManyArgs<S, M> {
  select?: OmitInput<S, M>
  omit?: OmitInput<S, M>
}
export interface UpsertArgs<S extends SchemaDef, M extends ModelName<S>> extends Shape<S, M> {
  where: WhereUniqueInput<S, M>
  create: CreateInput<S, M>
  update: UpdateInput<S, M>
}
export interface DeleteArgs<S extends SchemaDef, M extends ModelName<S>> extends Shape<S, M> {
  where: WhereUniqueInput<S, M>
}
export interface DeleteManyArgs<S extends SchemaDef, M extends ModelName<S>> {
  where?: WhereInput<S, M>
  limit?: number
}
export interface ExistsArgs<S extends SchemaDef, M extends ModelName<S>> {
  where?: WhereInput<S, M>
}

type Some<Names extends string> = { [F in Names]?: boolean }
type Counting<S extends SchemaDef, M extends ModelName<S>> = boolean | (Some<ScalarName<S, M>> & Calls<S, M> & { _all?: boolean })

export interface CountArgs<S extends SchemaDef, M extends ModelName<S>> extends Page<S, M> {
  take?: number
  cursor?: WhereUniqueInput<S, M>
  select?: Counting<S, M>
}

interface Figures<S extends SchemaDef, M extends ModelName<S>> {
  _count?: Counting<S, M>
  _sum?: Some<NumericName<S, M>> & Calls<S, M>
  _avg?: Some<NumericName<S, M>> & Calls<S, M>
  _min?: Some<OrderedName<S, M>> & Calls<S, M>
  _max?: Some<OrderedName<S, M>> & Calls<S, M>
}

export interface AggregateArgs<S extends SchemaDef, M extends ModelName<S>> extends Page<S, M>, Figures<S, M> {
  take?: number
  cursor?: WhereUniqueInput<S, M>
}

type FigureOrder<S extends SchemaDef, M extends ModelName<S>> = {
  [F in '_count' | '_sum' | '_avg' | '_min' | '_max']?: { [N in ScalarName<S, M>]?: 'asc' | 'desc' } & {
    [N in CalledName<S, M>]?: CallSort<S, Field<S, M, N>>
  }
}

export interface GroupByArgs<S extends SchemaDef, M extends ModelName<S>> extends Figures<S, M> {
  by: OneOrMore<ScalarName<S, M> | { [F in CalledName<S, M>]: { field: F } & Call<S, Field<S, M, F>> }[CalledName<S, M>]>
  where?: WhereInput<S, M>
  having?: HavingInput<S, M>
  orderBy?: OneOrMore<OrderByInput<S, M> & FigureOrder<S, M>>
  skip?: number
  take?: number
}

type True<X> = { [K in keyof X]: X[K] extends true | { args: object } ? K : never }[keyof X]

/** What count gives: a number, or one for each field asked for. */
export type CountResult<A> = Counted<Get<A, 'select'>>
type Counted<X> = [X] extends [object] ? { [K in True<X>]: number } : number

type Sum<S extends SchemaDef, M extends ModelName<S>, X> = { [K in True<X>]: K extends FieldName<S, M> ? ValueOf<S, Field<S, M, K>['type']> | null : never }
type Average<S extends SchemaDef, M extends ModelName<S>, X> = {
  [K in True<X>]: K extends FieldName<S, M> ? (Field<S, M, K>['type'] extends 'Decimal' ? Decimal : number) | null : never
}
type FigureResult<S extends SchemaDef, M extends ModelName<S>, F, X> = F extends '_count' ? Counted<X> : F extends '_avg' ? Average<S, M, X> : Sum<S, M, X>

/** What aggregate gives: the figures asked for. */
export type AggregateResult<S extends SchemaDef, M extends ModelName<S>, A> = {
  [F in keyof A & ('_count' | '_sum' | '_avg' | '_min' | '_max') as A[F] extends false | undefined ? never : F]: FigureResult<S, M, F, A[F]>
}

/** What groupBy gives for a group: the fields grouped by, and the figures. */
export type GroupByResult<S extends SchemaDef, M extends ModelName<S>, A> = Flat<
  { [F in By<A> & (ScalarName<S, M> | CalledName<S, M>)]: FieldValue<S, M, F> } & AggregateResult<S, M, A>
>
type By<A> = Named<Get<A, 'by'> extends readonly (infer N)[] ? N : Get<A, 'by'>>
type Named<N> = N extends { field: infer F } ? F : N
