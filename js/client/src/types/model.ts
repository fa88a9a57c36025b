import type { Decimal } from 'decimal.js'
import type { AnyNull, DbNull, JsonNull } from '../null'
import type { SchemaDef } from '../schema'

/*
 * Types are inferred from the literal type of the generated schema, as ZenStack
 * 3 does: nothing is generated for a model but its description. S is the type of
 * a schema, M a model's name in it, F a field's.
 */

/** The names of the models. */
export type ModelName<S extends SchemaDef> = keyof S['models'] & string
/** The names of a model's fields. */
export type FieldName<S extends SchemaDef, M extends ModelName<S>> = keyof S['models'][M]['fields'] & string
/** A field's description. */
export type Field<S extends SchemaDef, M extends ModelName<S>, F extends FieldName<S, M>> = S['models'][M]['fields'][F]

/** The fields that lead to other rows. */
export type RelationName<S extends SchemaDef, M extends ModelName<S>> = {
  [F in FieldName<S, M>]: Field<S, M, F> extends { relation: object } ? F : never
}[FieldName<S, M>]
/** The fields that are computed of arguments. */
export type CalledName<S extends SchemaDef, M extends ModelName<S>> = {
  [F in FieldName<S, M>]: Field<S, M, F> extends { params: object } ? F : never
}[FieldName<S, M>]
/** The fields that hold values; one without a type of ours is none, nor is one that wants arguments. */
export type ScalarName<S extends SchemaDef, M extends ModelName<S>> = {
  [F in FieldName<S, M>]: Field<S, M, F> extends { relation: object } | { type: 'Unsupported' } | { params: object } ? never : F
}[FieldName<S, M>]
/** The relations to many rows. */
export type ListName<S extends SchemaDef, M extends ModelName<S>> = {
  [F in RelationName<S, M>]: Field<S, M, F> extends { array: true } ? F : never
}[RelationName<S, M>]
/** The model that a relation leads to. */
export type Target<S extends SchemaDef, M extends ModelName<S>, F extends FieldName<S, M>> = Field<S, M, F>['type'] & ModelName<S>
/** The fields that hold numbers. */
export type NumericName<S extends SchemaDef, M extends ModelName<S>> = {
  [F in ScalarName<S, M>]: Field<S, M, F> extends { array: true } ? never : Field<S, M, F>['type'] extends 'Int' | 'BigInt' | 'Float' | 'Decimal' ? F : never
}[ScalarName<S, M>]
/** The fields that have a least and a greatest value. */
export type OrderedName<S extends SchemaDef, M extends ModelName<S>> = {
  [F in ScalarName<S, M>]: Field<S, M, F> extends { array: true } ? never : Field<S, M, F>['type'] extends 'Json' | 'Bytes' ? never : F
}[ScalarName<S, M>]

/** Any value of JSON but null, which a Json field tells apart. */
export type JsonValue = string | number | boolean | JsonObject | JsonArray
/** An object of JSON. */
export type JsonObject = { [key: string]: JsonValue | null }
/** An array of JSON. */
export type JsonArray = (JsonValue | null)[]

/** What values of a type are in results. */
interface Values {
  String: string
  Boolean: boolean
  Int: number
  Float: number
  BigInt: bigint
  Decimal: Decimal
  DateTime: Date
  Bytes: Uint8Array
  Json: JsonValue
  Object: Record<string, unknown>
  Any: unknown
  Void: void
}

/** What values of a type may be in arguments. */
interface Inputs {
  String: string
  Boolean: boolean
  Int: number
  Float: number
  BigInt: bigint | number
  Decimal: Decimal | number | string
  DateTime: Date | string
  Bytes: Uint8Array
  Json: JsonValue | JsonNull
}

/** The names of an enum. */
export type EnumValue<S extends SchemaDef, E extends keyof NonNullable<S['enums']>> = keyof NonNullable<S['enums']>[E]['values'] & string

/** The value of a type by its name. */
export type ValueOf<S extends SchemaDef, T extends string> = T extends keyof Values
  ? Values[T]
  : T extends keyof NonNullable<S['enums']>
    ? EnumValue<S, T>
    : T extends keyof NonNullable<S['typeDefs']>
      ? TypeDefResult<S, T>
      : unknown

/** The argument of a type by its name. */
export type InputOf<S extends SchemaDef, T extends string> = T extends keyof Inputs
  ? Inputs[T]
  : T extends keyof NonNullable<S['enums']>
    ? EnumValue<S, T>
    : T extends keyof NonNullable<S['typeDefs']>
      ? TypeDefInput<S, T>
      : unknown

type Shape<S extends SchemaDef, T extends keyof NonNullable<S['typeDefs']>> = NonNullable<S['typeDefs']>[T]['fields']
type OptionalIn<T> = { [K in keyof T]: T[K] extends { optional: true } ? K : never }[keyof T]

/** An object of a custom type, as results have it. */
export type TypeDefResult<S extends SchemaDef, T extends keyof NonNullable<S['typeDefs']>> = {
  [K in Exclude<keyof Shape<S, T>, OptionalIn<Shape<S, T>>>]: Many<Shape<S, T>[K], ValueOf<S, Shape<S, T>[K]['type']>>
} & {
  [K in OptionalIn<Shape<S, T>>]?: Many<Shape<S, T>[K], ValueOf<S, Shape<S, T>[K]['type']>> | null
}

/** An object of a custom type, as arguments have it. */
export type TypeDefInput<S extends SchemaDef, T extends keyof NonNullable<S['typeDefs']>> = {
  [K in Exclude<keyof Shape<S, T>, OptionalIn<Shape<S, T>>>]: Many<Shape<S, T>[K], InputOf<S, Shape<S, T>[K]['type']>>
} & {
  [K in OptionalIn<Shape<S, T>>]?: Many<Shape<S, T>[K], InputOf<S, Shape<S, T>[K]['type']>> | null
}

/** A list where the field is one. */
export type Many<F, V> = F extends { array: true } ? V[] : V
/** Null as well where the field may be empty. */
export type Nullable<F, V> = F extends { array: true } ? V : F extends { optional: true } ? V | null : V

/** A field's value in results. */
export type FieldValue<S extends SchemaDef, M extends ModelName<S>, F extends FieldName<S, M>> = Nullable<
  Field<S, M, F>,
  Many<Field<S, M, F>, ValueOf<S, Field<S, M, F>['type']>>
>
/** The null of a field in arguments: Json fields have two of their own. */
export type FieldNull<F> = F extends { optional: true } ? (F extends { type: 'Json' } ? DbNull : null) : never
/** A field's value in data. */
export type FieldInput<S extends SchemaDef, M extends ModelName<S>, F extends FieldName<S, M>> =
  | Many<Field<S, M, F>, InputOf<S, Field<S, M, F>['type']>>
  | FieldNull<Field<S, M, F>>
/** The nulls that filters of Json fields know. */
export type JsonNulls = DbNull | JsonNull | AnyNull

/** Shows what a type comes to. */
export type Flat<T> = { [K in keyof T]: T[K] } & {}
/** One, or several. */
export type OneOrMore<T> = T | T[]
/**
 * A member of a type, undefined where it has none. `A extends { select: infer X }`
 * would not do: a fresh object literal with further members does not extend it.
 */
export type Get<A, K extends string> = K extends keyof A ? A[K] : undefined
