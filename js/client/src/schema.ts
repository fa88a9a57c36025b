/**
 * What a client knows of a schema, in the shape of ZenStack's schema modules:
 * `gozen generate --ts` writes it, and the server answers it at GET /schema.
 */
export interface SchemaDef {
  readonly provider: { readonly type: string }
  readonly models: { readonly [name: string]: ModelDef }
  readonly typeDefs?: { readonly [name: string]: TypeDef }
  readonly enums?: { readonly [name: string]: EnumDef }
  readonly authType?: string
  readonly procedures?: { readonly [name: string]: ProcedureDef }
  readonly plugins: object
}

/** A model: its fields and how its rows are told apart. */
export interface ModelDef {
  readonly name: string
  readonly baseModel?: string
  readonly fields: { readonly [name: string]: FieldDef }
  readonly idFields: readonly string[]
  readonly uniqueFields: { readonly [name: string]: object }
  readonly isDelegate?: boolean
  readonly delegateMap?: string
  readonly subModels?: readonly string[]
  readonly isView?: boolean
}

/** A field of a model or of a custom type. */
export interface FieldDef {
  readonly name: string
  readonly type: string
  readonly id?: boolean
  readonly unique?: boolean
  readonly optional?: boolean
  readonly array?: boolean
  readonly updatedAt?: boolean | object
  readonly omit?: boolean
  readonly encrypted?: boolean
  readonly fuzzy?: boolean
  readonly fullText?: boolean
  readonly computed?: boolean
  /** What a computed field is computed of. */
  readonly params?: { readonly [name: string]: FieldDef }
  readonly originModel?: string
  readonly isDiscriminator?: boolean
  readonly default?: unknown
  readonly relation?: RelationDef
  readonly foreignKeyFor?: readonly string[]
}

/** A relation seen from one end; the end with fields holds the key. */
export interface RelationDef {
  readonly opposite?: string
  readonly name?: string
  readonly fields?: readonly string[]
  readonly references?: readonly string[]
  readonly onDelete?: string
  readonly onUpdate?: string
  readonly hasDefault?: boolean
}

/** A custom type: the shape of a typed Json field or of an argument. */
export interface TypeDef {
  readonly name: string
  readonly fields: { readonly [name: string]: FieldDef }
  /** Values have no other members. */
  readonly strict?: boolean
}

/** An enum: its names, each standing for itself. */
export interface EnumDef {
  readonly name: string
  readonly values: { readonly [name: string]: string }
}

/** A procedure: its named parameters and what it returns. */
export interface ProcedureDef {
  readonly params: { readonly [name: string]: FieldDef }
  readonly returnType: string
  readonly returnArray?: boolean
  readonly returnOptional?: boolean
  readonly mutation?: boolean
}

/** Returns the model that a client calls name: with either first letter. */
export function modelOf(schema: SchemaDef, name: string): ModelDef | undefined {
  if (Object.hasOwn(schema.models, name)) return schema.models[name]
  const upper = name.charAt(0).toUpperCase() + name.slice(1)
  if (Object.hasOwn(schema.models, upper)) return schema.models[upper]
  const lower = accessor(name)
  return Object.hasOwn(schema.models, lower) ? schema.models[lower] : undefined
}

/** Returns the name of a client's member for a model: its first letter is small. */
export function accessor(model: string): string {
  return model.charAt(0).toLowerCase() + model.slice(1)
}
