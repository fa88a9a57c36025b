import type { ModelDef } from './schema'

/**
 * A field of a row, where a filter would have a value: `{ updatedAt: { gt:
 * db.post.fields.createdAt } }`. As Prisma's it compares with fields of the same model and type.
 */
export class FieldReference<T extends string = string, List extends boolean = boolean> {
  readonly modelName: string
  readonly name: string
  readonly typeName: T
  readonly isList: List

  constructor(modelName: string, name: string, typeName: T, isList: List) {
    this.modelName = modelName
    this.name = name
    this.typeName = typeName
    this.isList = isList
  }

  toJSON(): object {
    return { _ref: this.name, _container: this.modelName }
  }
}

/** The references to a model's fields that hold values. */
export function fieldsOf(model: ModelDef): Record<string, FieldReference> {
  const all: Record<string, FieldReference> = {}
  for (const field of Object.values(model.fields)) {
    if (!field.relation) all[field.name] = new FieldReference(model.name, field.name, field.type, field.array === true)
  }
  return all
}
