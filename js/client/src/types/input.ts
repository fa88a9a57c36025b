import type { SchemaDef } from '../schema'
import type { Field, FieldInput, FieldName, InputOf, Many, ModelName, OneOrMore, RelationName, ScalarName, Target } from './model'
import type { WhereInput, WhereUniqueInput } from './where'

/** The fields that programs may write: not computed ones, not the discriminator. */
type Writable<S extends SchemaDef, M extends ModelName<S>> = {
  [F in ScalarName<S, M>]: Field<S, M, F> extends { computed: true } | { isDiscriminator: true } ? never : F
}[ScalarName<S, M>]

/** The fields that hold keys of relations. */
type Foreign<S extends SchemaDef, M extends ModelName<S>> = {
  [F in Writable<S, M>]: Field<S, M, F> extends { foreignKeyFor: readonly string[] } ? F : never
}[Writable<S, M>]

/** The relations whose key this model holds. */
type Owned<S extends SchemaDef, M extends ModelName<S>> = {
  [F in RelationName<S, M>]: Field<S, M, F> extends { relation: { fields: readonly string[] } } ? F : never
}[RelationName<S, M>]

type MayLack<F> = F extends { optional: true } | { default: unknown } | { updatedAt: unknown } | { array: true } ? true : false

type Lackable<S extends SchemaDef, M extends ModelName<S>, Names extends FieldName<S, M>> = {
  [F in Names]: MayLack<Field<S, M, F>> extends true ? F : never
}[Names]

type LackableRelation<S extends SchemaDef, M extends ModelName<S>> = {
  [F in RelationName<S, M>]: F extends Owned<S, M>
    ? Field<S, M, F> extends { optional: true } | { relation: { hasDefault: true } } ? F : never
    : F
}[RelationName<S, M>]

/** The keys of a relation that the parent of a nested write implies, with the relation itself. */
type Implied<S extends SchemaDef, M extends ModelName<S>, R> = R extends FieldName<S, M>
  ? R | (Field<S, M, R> extends { relation: { fields: readonly (infer K)[] } } ? K : never)
  : never

type Scalars<S extends SchemaDef, M extends ModelName<S>, Names extends ScalarName<S, M>> = {
  [F in Exclude<Names, Lackable<S, M, Names>>]: ListInput<S, M, F>
} & {
  [F in Lackable<S, M, Names>]?: ListInput<S, M, F>
}

type ListInput<S extends SchemaDef, M extends ModelName<S>, F extends FieldName<S, M>> = Field<S, M, F> extends { array: true }
  ? FieldInput<S, M, F> | { set: FieldInput<S, M, F> }
  : FieldInput<S, M, F>

type Relations<S extends SchemaDef, M extends ModelName<S>, Names extends RelationName<S, M>> = {
  [F in Exclude<Names, LackableRelation<S, M>>]: CreateRelation<S, M, F>
} & {
  [F in Names & LackableRelation<S, M>]?: CreateRelation<S, M, F>
}

/** Data with relations by their objects. */
type Checked<S extends SchemaDef, M extends ModelName<S>, Without> = Scalars<S, M, Exclude<Writable<S, M>, Foreign<S, M> | Without>> &
  Relations<S, M, Exclude<RelationName<S, M>, Without>>

/** Data with relations by their keys. */
type Unchecked<S extends SchemaDef, M extends ModelName<S>, Without> = Scalars<S, M, Exclude<Writable<S, M>, Without>> &
  Relations<S, M, Exclude<RelationName<S, M>, Owned<S, M> | Without>>

/** What a new row is made of; nested in a parent, without what leads to it. */
export type CreateInput<S extends SchemaDef, M extends ModelName<S>, Back = never> =
  | Checked<S, M, Implied<S, M, Back>>
  | Unchecked<S, M, Implied<S, M, Back>>

/** What a row of createMany is made of: values alone. */
export type CreateManyInput<S extends SchemaDef, M extends ModelName<S>, Back = never> = Scalars<S, M, Exclude<Writable<S, M>, Implied<S, M, Back>>>

/** The field at the other end of a relation. */
type Opposite<S extends SchemaDef, M extends ModelName<S>, F extends RelationName<S, M>> = Field<S, M, F> extends { relation: { opposite: infer O } } ? O : never

interface CreateOne<S extends SchemaDef, T extends ModelName<S>, Back> {
  create?: CreateInput<S, T, Back>
  connect?: WhereUniqueInput<S, T>
  connectOrCreate?: { where: WhereUniqueInput<S, T>; create: CreateInput<S, T, Back> }
}

interface CreateList<S extends SchemaDef, T extends ModelName<S>, Back> {
  create?: OneOrMore<CreateInput<S, T, Back>>
  createMany?: { data: OneOrMore<CreateManyInput<S, T, Back>>; skipDuplicates?: boolean }
  connect?: OneOrMore<WhereUniqueInput<S, T>>
  connectOrCreate?: OneOrMore<{ where: WhereUniqueInput<S, T>; create: CreateInput<S, T, Back> }>
}

type CreateRelation<S extends SchemaDef, M extends ModelName<S>, F extends RelationName<S, M>> = Field<S, M, F> extends { array: true }
  ? CreateList<S, Target<S, M, F>, Opposite<S, M, F>>
  : CreateOne<S, Target<S, M, F>, Opposite<S, M, F>>

type Change<S extends SchemaDef, M extends ModelName<S>, F extends FieldName<S, M>> = Field<S, M, F> extends { array: true }
  ? FieldInput<S, M, F> | { set?: FieldInput<S, M, F>; push?: OneOrMore<InputOf<S, Field<S, M, F>['type']>> }
  : Field<S, M, F>['type'] extends 'Int' | 'BigInt' | 'Float' | 'Decimal'
    ? FieldInput<S, M, F> | Arithmetic<InputOf<S, Field<S, M, F>['type']>> | { set: FieldInput<S, M, F> }
    : FieldInput<S, M, F> | { set: FieldInput<S, M, F> }

type Arithmetic<V> = { increment: V } | { decrement: V } | { multiply: V } | { divide: V }

/** What an update of many rows changes: values alone. */
export type UpdateManyInput<S extends SchemaDef, M extends ModelName<S>, Back = never> = {
  [F in Exclude<Writable<S, M>, Implied<S, M, Back>>]?: Change<S, M, F>
}

/** What an update changes. */
export type UpdateInput<S extends SchemaDef, M extends ModelName<S>, Back = never> = UpdateManyInput<S, M, Back> & {
  [F in Exclude<RelationName<S, M>, Back>]?: UpdateRelation<S, M, F>
}

interface UpdateOne<S extends SchemaDef, T extends ModelName<S>, Back> extends CreateOne<S, T, Back> {
  update?: UpdateInput<S, T, Back> | { where?: WhereInput<S, T>; data: UpdateInput<S, T, Back> }
  upsert?: { where?: WhereInput<S, T>; create: CreateInput<S, T, Back>; update: UpdateInput<S, T, Back> }
}

interface UpdateMaybe<S extends SchemaDef, T extends ModelName<S>, Back> extends UpdateOne<S, T, Back> {
  disconnect?: boolean | WhereInput<S, T>
  delete?: boolean | WhereInput<S, T>
}

interface UpdateList<S extends SchemaDef, T extends ModelName<S>, Back> extends CreateList<S, T, Back> {
  disconnect?: OneOrMore<WhereUniqueInput<S, T>>
  set?: OneOrMore<WhereUniqueInput<S, T>>
  update?: OneOrMore<{ where: WhereUniqueInput<S, T>; data: UpdateInput<S, T, Back> }>
  updateMany?: OneOrMore<{ where?: WhereInput<S, T>; data: UpdateManyInput<S, T, Back> }>
  upsert?: OneOrMore<{ where: WhereUniqueInput<S, T>; create: CreateInput<S, T, Back>; update: UpdateInput<S, T, Back> }>
  delete?: OneOrMore<WhereUniqueInput<S, T>>
  deleteMany?: OneOrMore<WhereInput<S, T>>
}

type UpdateRelation<S extends SchemaDef, M extends ModelName<S>, F extends RelationName<S, M>> = Field<S, M, F> extends { array: true }
  ? UpdateList<S, Target<S, M, F>, Opposite<S, M, F>>
  : Field<S, M, F> extends { optional: true }
    ? UpdateMaybe<S, Target<S, M, F>, Opposite<S, M, F>>
    : UpdateOne<S, Target<S, M, F>, Opposite<S, M, F>>

/** The parameters of a procedure or a computed field by name. */
export type ProcedureInput<S extends SchemaDef, P> = {
  [K in { [N in keyof P]: P[N] extends { optional: true } ? never : N }[keyof P]]: P[K] extends { type: infer T extends string } ? Many<P[K], InputOf<S, T>> : never
} & {
  [K in { [N in keyof P]: P[N] extends { optional: true } ? N : never }[keyof P]]?: P[K] extends { type: infer T extends string } ? Many<P[K], InputOf<S, T>> | null : never
}
