import assert from 'node:assert/strict'
import { test } from 'node:test'
import { empty, join, Prisma, raw, sql } from '../index.mjs'

const id = 7
const cases = {
  'values stay apart': [sql`SELECT ${id}`, ['SELECT ', ''], [7]],
  'a piece becomes text, its values stay': [sql`A ${sql`b = ${1}`} C ${2}`, ['A b = ', ' C ', ''], [1, 2]],
  'pieces nest': [sql`${sql`${sql`x${1}`}y`}`, ['x', 'y'], [1]],
  'a list': [sql`id IN (${join([1, 2, 3])})`, ['id IN (', ',', ',', ')'], [1, 2, 3]],
  'a list of pieces with its own ends': [join([sql`a = ${1}`, sql`b = ${2}`], ' AND ', '(', ')'), ['(a = ', ' AND b = ', ')'], [1, 2]],
  'text as it is': [sql`SELECT ${raw('"x"')}, ${id}`, ['SELECT "x", ', ''], [7]],
  'nothing': [sql`SELECT 1${empty}`, ['SELECT 1'], []],
  'the same under the name that Prisma has': [Prisma.sql`SELECT ${Prisma.join([1])}`, ['SELECT ', ''], [1]],
}
for (const [name, [query, strings, values]] of Object.entries(cases)) {
  test(name, () => assert.deepEqual({ strings: query.strings, values: query.values }, { strings, values }))
}

test('for people there is text', () => {
  const query = sql`a = ${1} AND b = ${2}`
  assert.deepEqual([query.sql, query.text], ['a = ? AND b = ?', 'a = $1 AND b = $2'])
})

test('a list of nothing is no query', () => assert.throws(() => join([]), TypeError))
