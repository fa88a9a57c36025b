import { Decimal } from 'decimal.js'
import { ORMError } from './errors'
import { nullName } from './null'

/**
 * superjson's annotations: which values of a document are not what JSON shows.
 * Only the part that the service speaks is here (README.md says why by hand).
 */
export type Annotations = Record<string, Annotation>
type Annotation = readonly [string | readonly string[]]

/** A value as JSON.stringify may have it, and what that would lose. */
export interface Encoded {
  readonly json: unknown
  readonly annotations: Annotations | undefined
}

/** Arguments deeper than this are taken for a cycle; the server allows far less. */
const depthLimit = 200

/** Makes JSON of a value; paths begin with prefix. Nothing of value changes. */
export function encode(value: unknown, prefix: string, strict: boolean): Encoded {
  const encoder = new Encoder(strict)
  const json = encoder.encode(value, prefix, 0)
  return { json, annotations: encoder.annotations }
}

class Encoder {
  annotations: Annotations | undefined
  readonly #strict: boolean

  constructor(strict: boolean) {
    this.#strict = strict
  }

  encode(value: unknown, path: string, depth: number): unknown {
    switch (typeof value) {
      case 'bigint':
        return this.#annotate(path, value.toString(), 'bigint')
      case 'number':
        return Number.isFinite(value) ? value : this.#annotate(path, String(value), 'number')
      case 'object':
        return value === null ? null : this.#object(value, path, depth)
      case 'function':
      case 'symbol':
        throw invalid(`${named(path)} is a ${typeof value}`)
      default:
        return value
    }
  }

  #object(value: object, path: string, depth: number): unknown {
    if (depth > depthLimit) throw invalid('the arguments nest too deeply, or in a circle')
    if (Array.isArray(value)) return this.#array(value, path, depth)
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === Object.prototype || prototype === null) return this.#plain(value, path, depth)
    if (value instanceof Date) return this.#annotate(path, value, 'Date')
    if (Decimal.isDecimal(value)) return this.#annotate(path, value.toString(), ['custom', 'Decimal'])
    if (value instanceof Uint8Array) return this.#annotate(path, base64(value), ['custom', 'Bytes'])
    if (value instanceof ArrayBuffer) return this.#annotate(path, base64(new Uint8Array(value)), ['custom', 'Bytes'])
    const name = nullName(value)
    if (name) return this.#annotate(path, name, ['custom', name])
    const own = (value as { toJSON?: unknown }).toJSON
    if (typeof own === 'function') return this.encode(own.call(value), path, depth + 1)
    const kind = Object.prototype.toString.call(value).slice('[object '.length, -1)
    // A promise that nobody awaited has no members, and a filter without members finds everything.
    if (kind !== 'Object') throw invalid(`${named(path)} is a ${kind}${kind.endsWith('Promise') ? ': await it' : ''}`)
    return this.#plain(value, path, depth)
  }

  #array(values: readonly unknown[], path: string, depth: number): unknown {
    let copy: unknown[] | undefined
    for (let i = 0; i < values.length; i++) {
      const value = values[i]
      if (value === undefined && this.#strict) throw undefinedAt(`${path}.${i}`)
      if (plainLeaf(value)) continue
      const json = this.encode(value, `${path}.${i}`, depth + 1)
      if (json !== value) (copy ??= [...values])[i] = json
    }
    return copy ?? values
  }

  #plain(value: object, path: string, depth: number): unknown {
    let copy: Record<string, unknown> | undefined
    for (const key of Object.keys(value)) {
      const member = (value as Record<string, unknown>)[key]
      if (plainLeaf(member)) {
        // JSON.stringify leaves undefined out: it means absent.
        if (member === undefined && this.#strict) throw undefinedAt(`${path}.${key}`)
        continue
      }
      if (member === skip) {
        delete (copy ??= own(value))[key]
        continue
      }
      const json = this.encode(member, `${path}.${segment(key)}`, depth + 1)
      if (json !== member) (copy ??= own(value))[key] = json
    }
    return copy ?? value
  }

  #annotate(path: string, json: unknown, type: string | readonly string[]): unknown {
    // Without a prototype: a key may be __proto__.
    this.annotations ??= Object.create(null) as Annotations
    this.annotations[path] = [type]
    return json
  }
}

/** Left out where it stands, as undefined is; allowed where undefined is refused. */
export const skip: unique symbol = Symbol.for('gozen.skip') as never

function plainLeaf(value: unknown): boolean {
  const type = typeof value
  return type === 'string' || type === 'boolean' || type === 'undefined' || value === null
}

/** A copy whose members are its own, whatever they are called. */
function own(value: object): Record<string, unknown> {
  return Object.assign(Object.create(null) as Record<string, unknown>, value)
}

function base64(b: Uint8Array): string {
  return Buffer.from(b.buffer, b.byteOffset, b.byteLength).toString('base64')
}

function segment(key: string): string {
  return /[\\.]/.test(key) ? key.replace(/[\\.]/g, '\\$&') : key
}

function named(path: string): string {
  return path.replace(/^args\.?/, '') || 'the argument'
}

function invalid(message: string): ORMError {
  return ORMError.from({ reason: 'invalid-input', message })
}

function undefinedAt(path: string): ORMError {
  return invalid(`Invalid value for argument \`${named(path)}\`: explicitly \`undefined\` values are not allowed.`)
}

/** What an answer's meta holds. */
export interface Meta {
  readonly serialization?: { readonly values?: unknown }
}

/** Gives the typed values of a document their types. It changes the document. */
export function decode(data: unknown, meta: Meta | undefined): unknown {
  const tree = meta?.serialization?.values
  if (tree === undefined || tree === null) return data
  const root = { data }
  apply(root, 'data', tree)
  return root.data
}

function apply(parent: object, key: string, tree: unknown): void {
  const node = parent as Record<string, unknown>
  if (Array.isArray(tree)) {
    if (tree[1] !== undefined) paths(node[key], tree[1])
    node[key] = revive(node[key], tree[0])
    return
  }
  paths(node[key], tree)
}

function paths(value: unknown, tree: unknown): void {
  if (typeof tree !== 'object' || tree === null) return
  for (const path of Object.keys(tree)) follow(value, path, (tree as Record<string, unknown>)[path])
}

/** Goes down a dotted path; what is not there is overlooked, as superjson does. */
function follow(value: unknown, path: string, tree: unknown): void {
  const segments = path.includes('\\') ? unescape(path) : path.split('.')
  let parent = value
  for (let i = 0; i < segments.length; i++) {
    const key = segments[i] as string
    if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, key)) return
    if (i === segments.length - 1) apply(parent, key, tree)
    else parent = (parent as Record<string, unknown>)[key]
  }
}

function unescape(path: string): string[] {
  const segments = ['']
  for (const [part] of path.matchAll(/\\[\s\S]|[\s\S]/g)) {
    if (part === '.') segments.push('')
    else segments[segments.length - 1] += part.length === 2 && part !== '\\' ? part.slice(1) : part
  }
  return segments
}

function revive(value: unknown, type: unknown): unknown {
  const [kind, name] = Array.isArray(type) ? (type as unknown[]) : [type]
  switch (kind) {
    case 'Date':
      return new Date(value as string)
    case 'bigint':
      return BigInt(value as string)
    case 'number':
      return Number(value)
    case 'undefined':
      return undefined
    case 'typed-array':
      return Uint8Array.from(value as number[])
    case 'custom':
      if (name === 'Decimal') return new Decimal(value as string)
      if (name === 'Bytes') return new Uint8Array(Buffer.from(value as string, 'base64'))
  }
  return value
}
