import { ORMError } from './errors'
import type { FieldDef } from './schema'

/** The keys of `@encrypted` fields: 32 bytes each. They go to the server with each request and stay nowhere. */
export interface EncryptionKeys {
  /** With which texts are written, and read. */
  readonly encryptionKey: Uint8Array
  /** Those that older rows still need. */
  readonly decryptionKeys?: readonly Uint8Array[]
}

/** Encryption of one's own, which runs in this program: the server never sees the texts. */
export interface EncryptionFunctions {
  readonly encrypt: (model: string, field: FieldDef, plain: string) => Promise<string> | string
  readonly decrypt: (model: string, field: FieldDef, cipher: string) => Promise<string> | string
}

/** How `@encrypted` fields are sealed, instead of with the server's GOZEN_ENCRYPTION_KEY. */
export type EncryptionOptions = EncryptionKeys | EncryptionFunctions

/** The functions, where texts are sealed in this program. */
export function functionsOf(encryption: EncryptionOptions | undefined): EncryptionFunctions | undefined {
  return encryption && 'encrypt' in encryption ? encryption : undefined
}

const keySize = 32

/** Throws when an option could not be used; it would be late to find out with the first row. */
export function checkEncryption(encryption: EncryptionOptions | undefined): void {
  if (encryption === undefined) return
  if (typeof encryption !== 'object' || encryption === null) throw invalid('is an object with encryptionKey, or with encrypt and decrypt')
  if ('encrypt' in encryption || 'decrypt' in encryption) {
    const { encrypt, decrypt } = encryption as Partial<EncryptionFunctions>
    if (typeof encrypt !== 'function' || typeof decrypt !== 'function') throw invalid('needs both functions, encrypt and decrypt')
    if ('encryptionKey' in encryption) throw invalid('has either keys or functions')
    return
  }
  const { encryptionKey, decryptionKeys } = encryption
  if (!key(encryptionKey)) throw invalid('needs an encryptionKey of 32 bytes, a Uint8Array')
  if (decryptionKeys !== undefined && !(Array.isArray(decryptionKeys) && decryptionKeys.every(key))) {
    throw invalid('takes decryptionKeys of 32 bytes each, Uint8Arrays')
  }
}

/** What a request says of it. */
export function wireEncryption(encryption: EncryptionOptions | undefined): unknown {
  if (encryption === undefined) return undefined
  if (functionsOf(encryption)) return 'client'
  const { encryptionKey, decryptionKeys } = encryption as EncryptionKeys
  return {
    encryptionKey: base64(encryptionKey),
    ...(decryptionKeys && decryptionKeys.length > 0 ? { decryptionKeys: decryptionKeys.map(base64) } : {}),
  }
}

function key(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length === keySize
}

function base64(b: Uint8Array): string {
  return Buffer.from(b.buffer, b.byteOffset, b.byteLength).toString('base64')
}

function invalid(what: string): ORMError {
  return ORMError.from({ reason: 'config-error', message: `the option encryption ${what}` })
}
