import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Decimal } from '../index.mjs'
import nulls from '../dist/null.js'
import wire from '../dist/wire.js'

const { encode, decode, skip } = wire

/** What arrives: the document as text, and read back with its annotations. */
function trip(value) {
  const { json, annotations } = encode(value, 'data', false)
  const document = JSON.parse(JSON.stringify({ data: json, meta: annotations && { serialization: { values: annotations } } }))
  return decode(document, document.meta).data
}

const values = {
  'a date': { at: new Date('2024-02-03T04:05:06.789Z') },
  'a bigint beyond what numbers hold': { big: 9007199254740993n },
  'a decimal with more digits than a number has': { d: new Decimal('12345678901234567890.123') },
  'bytes': { b: Uint8Array.of(0, 1, 254, 255) },
  'a number that JSON lacks': { f: [Infinity, -Infinity] },
  'members whose names have dots and backslashes': { 'a.b': { 'c\\d.e\\': new Date(0) } },
  'types at every depth': { list: [{ deep: [new Date(1), [2n]] }, new Date(2)] },
  'a date alone': new Date(3),
  'plain values': { a: 1, b: 'x', c: null, d: [true, false], e: {} },
}
for (const [name, value] of Object.entries(values)) {
  test(`${name}: there and back`, () => assert.deepEqual(trip(value), value))
}

test('arguments are left as they are', () => {
  const at = new Date(0)
  const value = Object.freeze({ where: Object.freeze({ at, n: 1n, list: Object.freeze([2n]) }) })
  encode(value, 'args', false)
  assert.deepEqual(value, { where: { at, n: 1n, list: [2n] } })
})

test('what has no members of its own is refused: as a filter it would find everything', () => {
  class Lazy {
    get [Symbol.toStringTag]() { return 'PrismaPromise' }
    then() {}
  }
  for (const [value, message] of [
    [Promise.resolve('x'), /^where.id is a Promise: await it$/], [new Lazy(), /PrismaPromise: await it/], [new Map([['a', 1]]), /is a Map$/], [new Set(), /is a Set$/], [/x/, /is a RegExp$/],
    [new Error('x'), /is a Error$/], [new Int8Array(2), /is a Int8Array$/],
  ]) assert.throws(() => encode({ where: { id: value } }, 'args', false), { reason: 'invalid-input', message })
  class Filter { id = 1 }
  assert.deepEqual(trip({ where: new Filter(), at: new URL('http://a/') }), { where: { id: 1 }, at: 'http://a/' })
})

test('undefined means absent', () => {
  assert.deepEqual(trip({ a: undefined, b: { c: undefined }, d: 1 }), { b: {}, d: 1 })
})

test('undefined is refused where that is asked for, and skip is not', () => {
  assert.throws(() => encode({ where: { id: undefined } }, 'args', true), { name: 'PrismaClientValidationError', message: /`where.id`/ })
  assert.deepEqual(encode({ where: { id: skip, n: 1 } }, 'args', true).json, Object.assign(Object.create(null), { where: Object.assign(Object.create(null), { n: 1 }) }))
})

test('the nulls of Json fields go by name', () => {
  for (const name of ['DbNull', 'JsonNull', 'AnyNull']) {
    assert.deepEqual(encode({ j: nulls[name] }, 'args', false), { json: Object.assign(Object.create(null), { j: name }), annotations: Object.assign(Object.create(null), { 'args.j': [['custom', name]] }) })
  }
})

test("ZenStack's and Prisma's own nulls and decimals are known", () => {
  class DbNull {}
  const zenstack = new (class { __brand = 'JsonNull' })()
  const Other = Decimal.clone({ precision: 30 })
  const { annotations } = encode({ a: new DbNull(), b: zenstack, c: new Other('1.5') }, 'args', false)
  assert.deepEqual({ ...annotations }, { 'args.a': [['custom', 'DbNull']], 'args.b': [['custom', 'JsonNull']], 'args.c': [['custom', 'Decimal']] })
})

test('a member called __proto__ stays a member', () => {
  const value = JSON.parse('{"__proto__": {"n": 1}}')
  value['__proto__x'] = 1n
  const back = trip(value)
  assert.deepEqual(Object.keys(back), ['__proto__', '__proto__x'])
  assert.equal({}.n, undefined)
})

test('annotations cannot reach what a document does not own', () => {
  const data = {}
  decode(data, { serialization: { values: { '__proto__.polluted': ['Date'], 'constructor.name': ['Date'], 'toString': ['undefined'] } } })
  assert.deepEqual(Object.getOwnPropertyNames(data), [])
  assert.equal({}.polluted, undefined)
  assert.equal(Object.name, 'Object')
})

test('both forms of bytes and of trees are read', () => {
  const data = { a: [1, 2], b: 'AQI=', c: { d: '1970-01-01T00:00:00.000Z' } }
  const values = { a: [['typed-array', 'Uint8Array']], b: [['custom', 'Bytes']], c: { d: ['Date'] } }
  assert.deepEqual(decode(data, { serialization: { values } }), { a: Uint8Array.of(1, 2), b: Uint8Array.of(1, 2), c: { d: new Date(0) } })
})

test('what no wire carries is refused', () => {
  const circle = {}
  circle.self = circle
  assert.throws(() => encode(circle, 'args', false), { reason: 'invalid-input', message: /circle/ })
  assert.throws(() => encode({ f() {} }, 'args', false), { reason: 'invalid-input', message: /f is a function/ })
})
