import type { FieldReference } from '../fields'
import type { SchemaDef } from '../schema'
import type { ProcedureInput } from './input'
import type { CalledName, Field, FieldName, InputOf, JsonNulls, JsonValue, Many, ModelName, OneOrMore, RelationName, ScalarName, Target, ValueOf } from './model'

type Null<F> = F extends { optional: true } ? null : never

/** A field of the row in the place of a value, or of a list of values. */
type Ref<T extends string> = FieldReference<T, false>
type ListRef<T extends string> = FieldReference<T, true>

/** Equality and order of values of the type called T. */
interface Compared<V, N, T extends string = never> {
  equals?: V | N | Ref<T>
  in?: readonly V[] | ListRef<T>
  notIn?: readonly V[] | ListRef<T>
  lt?: V | Ref<T>
  lte?: V | Ref<T>
  gt?: V | Ref<T>
  gte?: V | Ref<T>
  between?: readonly [V | Ref<T>, V | Ref<T>]
  not?: V | N | Ref<T> | Compared<V, N, T>
}

/** Equality alone. */
interface Equal<V, N, T extends string> {
  equals?: V | N | Ref<T>
  in?: readonly V[] | ListRef<T>
  notIn?: readonly V[] | ListRef<T>
  not?: V | N | Ref<T> | Equal<V, N, T>
}

interface BooleanFilter<N> {
  equals?: boolean | N | Ref<'Boolean'>
  not?: boolean | N | Ref<'Boolean'> | BooleanFilter<N>
}

/** How text compares; `mode` and the searches are PostgreSQL's. */
interface TextFilter<N> extends Omit<Compared<string, N, 'String'>, 'not'> {
  contains?: string | Ref<'String'>
  startsWith?: string | Ref<'String'>
  endsWith?: string | Ref<'String'>
  mode?: 'default' | 'insensitive'
  not?: string | N | Ref<'String'> | TextFilter<N>
}

/** The similarity search of @fuzzy fields. */
export interface FuzzyFilter {
  fuzzy?: { search: string; mode?: 'simple' | 'word' | 'strictWord'; threshold?: number; unaccent?: boolean }
}

/** The word search of @fullText fields. */
export interface FullTextFilter {
  fts?: { search: string; config?: string }
}

/** Filters of what a Json field holds, whole or at a path. */
export interface JsonFilter {
  path?: string | readonly string[]
  mode?: 'default' | 'insensitive'
  equals?: JsonValue | JsonNulls | null
  not?: JsonValue | JsonNulls | null
  string_contains?: string
  string_starts_with?: string
  string_ends_with?: string
  array_contains?: JsonValue | null
  array_starts_with?: JsonValue | null
  array_ends_with?: JsonValue | null
  lt?: number
  lte?: number
  gt?: number
  gte?: number
}

/** Filters of lists of values. */
interface ListFilter<V, T extends string> {
  equals?: readonly V[]
  has?: V | Ref<T>
  hasEvery?: readonly V[]
  hasSome?: readonly V[]
  isEmpty?: boolean
}

/** Filters of one value of a type by its name. */
type ValueFilter<S extends SchemaDef, F extends { type: string }> = F['type'] extends 'String'
  ? string | Null<F> | Ref<'String'> | (TextFilter<Null<F>> & (F extends { fuzzy: true } ? FuzzyFilter : {}) & (F extends { fullText: true } ? FullTextFilter : {}))
  : F['type'] extends 'Boolean'
    ? boolean | Null<F> | Ref<'Boolean'> | BooleanFilter<Null<F>>
    : F['type'] extends 'Json'
      ? JsonValue | JsonNulls | JsonFilter
      : F['type'] extends 'Int' | 'BigInt' | 'Float' | 'Decimal' | 'DateTime'
        ? InputOf<S, F['type']> | Null<F> | Ref<F['type']> | Compared<InputOf<S, F['type']>, Null<F>, F['type']>
        : F['type'] extends keyof NonNullable<S['typeDefs']>
          ? TypedFilter<S, F['type'], F> | JsonFilter | Null<F>
          : InputOf<S, F['type']> | Null<F> | Ref<F['type']> | Equal<InputOf<S, F['type']>, Null<F>, F['type']>

type Members<S extends SchemaDef, T extends keyof NonNullable<S['typeDefs']>> = {
  [K in keyof NonNullable<S['typeDefs']>[T]['fields']]?: FieldFilter<S, NonNullable<S['typeDefs']>[T]['fields'][K]>
}

/** Filters of an object of a custom type, by its members. */
type TypedFilter<S extends SchemaDef, T extends keyof NonNullable<S['typeDefs']>, F> = F extends { array: true }
  ? { some?: Members<S, T>; every?: Members<S, T>; none?: Members<S, T> }
  : Members<S, T> | { is?: Members<S, T> | null; isNot?: Members<S, T> | null }

/** Filters of a field that holds values. */
export type FieldFilter<S extends SchemaDef, F extends { type: string }> = F extends { array: true }
  ? F['type'] extends keyof NonNullable<S['typeDefs']>
    ? TypedFilter<S, F['type'], F> | JsonFilter
    : ListFilter<InputOf<S, F['type']>, F['type']> | readonly InputOf<S, F['type']>[]
  : ValueFilter<S, F>

type RelationFilter<S extends SchemaDef, M extends ModelName<S>, F extends RelationName<S, M>> =
  Field<S, M, F> extends { array: true }
    ? { some?: WhereInput<S, Target<S, M, F>>; every?: WhereInput<S, Target<S, M, F>>; none?: WhereInput<S, Target<S, M, F>> }
    :
        | WhereInput<S, Target<S, M, F>>
        | { is?: WhereInput<S, Target<S, M, F>> | null; isNot?: WhereInput<S, Target<S, M, F>> | null }
        | Null<Field<S, M, F>>

/** The arguments of a computed field. */
export type Call<S extends SchemaDef, F> = F extends { params: infer P } ? { args: ProcedureInput<S, P> } : never

/** Arguments, and the filters beside them. */
type CallFilter<S extends SchemaDef, F extends { type: string }> = Call<S, F> & Extract<FieldFilter<S, F>, object>

/** Arguments, and how rows are ordered by what they give. */
export type CallSort<S extends SchemaDef, F> = Call<S, F> & { sort: SortOrder; nulls?: 'first' | 'last' }

/** Which rows: filters of fields and relations, all of which must hold. */
export type WhereInput<S extends SchemaDef, M extends ModelName<S>> = {
  [F in ScalarName<S, M>]?: FieldFilter<S, Field<S, M, F>>
} & {
  [F in RelationName<S, M>]?: RelationFilter<S, M, F>
} & {
  [F in CalledName<S, M>]?: CallFilter<S, Field<S, M, F>>
} & {
  AND?: OneOrMore<WhereInput<S, M>>
  OR?: WhereInput<S, M>[]
  NOT?: OneOrMore<WhereInput<S, M>>
}

type Keys<S extends SchemaDef, M extends ModelName<S>> = S['models'][M]['uniqueFields']

/** A key's value: of one field, or of several under the key's name. */
type KeyValue<S extends SchemaDef, K> = K extends { type: infer T extends string }
  ? InputOf<S, T>
  : { [F in keyof K]: K[F] extends { type: infer T extends string } ? InputOf<S, T> : never }

type OneKey<S extends SchemaDef, M extends ModelName<S>> = {
  [K in keyof Keys<S, M>]: { [P in K]: KeyValue<S, Keys<S, M>[K]> }
}[keyof Keys<S, M>]

/** Which row: at least one whole key, and further filters. */
export type WhereUniqueInput<S extends SchemaDef, M extends ModelName<S>> = OneKey<S, M> & {
  [K in Exclude<keyof Keys<S, M>, FieldName<S, M>>]?: KeyValue<S, Keys<S, M>[K]>
} & WhereInput<S, M>

/** Ascending or descending. */
export type SortOrder = 'asc' | 'desc'

type Sort<F> = F extends { optional: true } ? SortOrder | { sort: SortOrder; nulls?: 'first' | 'last' } : SortOrder

/** By what rows are ordered; each object has one member. */
export type OrderByInput<S extends SchemaDef, M extends ModelName<S>> = {
  [F in ScalarName<S, M>]?: Sort<Field<S, M, F>>
} & {
  [F in RelationName<S, M>]?: Field<S, M, F> extends { array: true } ? { _count: SortOrder } : OrderByInput<S, Target<S, M, F>>
} & {
  [F in CalledName<S, M>]?: CallSort<S, Field<S, M, F>>
} & {
  _fuzzyRelevance?: { fields: readonly string[]; search: string; sort: SortOrder; mode?: 'simple' | 'word' | 'strictWord'; unaccent?: boolean }
  _ftsRelevance?: { fields: readonly string[]; search: string; sort: SortOrder; config?: string }
}

/** A comparison of an aggregate in having. */
type Figure<V> = Compared<V, null> | V

interface Figures<S extends SchemaDef, T extends string> {
  _count?: Figure<number>
  _avg?: Figure<number | string>
  _sum?: Figure<Many<{}, InputOf<S, T>>>
  _min?: Figure<ValueOf<S, T>>
  _max?: Figure<ValueOf<S, T>>
}

/** Which groups: filters of the fields grouped by, and of figures over any. */
export type HavingInput<S extends SchemaDef, M extends ModelName<S>> = {
  [F in ScalarName<S, M>]?: FieldFilter<S, Field<S, M, F>> | Figures<S, Field<S, M, F>['type']>
} & {
  [F in CalledName<S, M>]?: Call<S, Field<S, M, F>> & (Extract<FieldFilter<S, Field<S, M, F>>, object> | Figures<S, Field<S, M, F>['type']>)
} & {
  AND?: OneOrMore<HavingInput<S, M>>
  OR?: HavingInput<S, M>[]
  NOT?: OneOrMore<HavingInput<S, M>>
}
