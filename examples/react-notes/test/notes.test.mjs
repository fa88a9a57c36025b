import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startBrowser } from './browser.mjs'
import { startSite } from './site.mjs'

let site, browser, ann, bob

before(async () => {
  site = await startSite()
  browser = await startBrowser(site.url)
  ann = await browser.person()
  bob = await browser.person()
})
after(async () => {
  await browser?.stop()
  await site?.stop()
})

const open = (page) => page.getByRole('region', { name: 'Open' })
const done = (page) => page.getByRole('region', { name: 'Done' })
const add = async (page, text) => {
  await page.getByLabel('What is to do?').fill(text)
  await page.getByRole('button', { name: 'Add' }).click()
}

/** Signs up on the page, and then in on Gozen's. */
async function join(page, email, password) {
  await page.goto('/')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign up' }).click()
  await page.waitForURL(/\/api\/auth\/signin/)
  await signIn(page, email, password)
}

async function signIn(page, email, password) {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: /^Sign in/ }).click()
  await page.getByText(`${email} · Sign out`).waitFor()
}

/** Waits until a list has these items and no others. */
async function shows(section, texts) {
  const items = section.getByRole('listitem')
  await items.nth(texts.length).waitFor({ state: 'detached' })
  for (const [i, text] of texts.entries()) await items.nth(i).filter({ hasText: text }).waitFor()
}

test('ann signs up and in, and is known by her cookie', async () => {
  await join(ann, 'ann@example.com', 'correct horse')
  await shows(open(ann), [])
})

test('a note is shown before the server has answered', async () => {
  let answer
  const held = new Promise((resolve) => { answer = resolve })
  await ann.route('**/api/model/note/create', async (route) => {
    await held
    await route.continue()
  })
  await add(ann, 'Sow carrots')
  await ann.locator('li.saving', { hasText: 'Sow carrots' }).waitFor()
  answer()
  await ann.locator('li:not(.saving)', { hasText: 'Sow carrots' }).waitFor()
  await shows(open(ann), ['Sow carrots'])
  await ann.unroute('**/api/model/note/create')
})

test('one that is refused is gone again, and why is said', async () => {
  await add(ann, 'x'.repeat(101))
  await ann.getByRole('alert').filter({ hasText: '100' }).waitFor()
  await shows(open(ann), ['Sow carrots'])
})

test('a write asks anew for all lists that it changes', async () => {
  await add(ann, 'Mend the fence')
  await shows(open(ann), ['Mend the fence', 'Sow carrots'])
  await ann.getByRole('checkbox', { name: 'Sow carrots' }).click()
  await shows(open(ann), ['Mend the fence'])
  await shows(done(ann), ['Sow carrots'])
})

test('done notes come a page at a time', async () => {
  const made = await ann.evaluate(async () => {
    const data = Array.from({ length: 6 }, (_, i) => ({ text: `old ${i + 1}`, done: true }))
    const response = await fetch('/api/model/note/createMany', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ data }),
    })
    return response.json()
  })
  assert.deepEqual(made, { data: { count: 6 } })
  await ann.reload()
  const newest = ['old 6', 'old 5', 'old 4', 'old 3', 'old 2']
  await shows(done(ann), newest)
  await done(ann).getByRole('button', { name: 'More' }).click()
  await shows(done(ann), [...newest, 'old 1', 'Sow carrots'])
  await done(ann).getByRole('button', { name: 'More' }).waitFor({ state: 'detached' })
})

test('bob sees nothing of it, and changes nothing', async () => {
  await join(bob, 'bob@example.com', 'battery staple')
  await shows(open(bob), [])
  await shows(done(bob), [])
  await add(bob, 'Buy a drum')
  await shows(open(bob), ['Buy a drum'])
  const tried = await bob.evaluate(async () => {
    const ask = async (method, path, body) => {
      const response = await fetch(`/api/model/${path}`, { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) })
      return [response.status, (await response.json()).data]
    }
    return [
      await ask('GET', 'note/count'),
      await ask('GET', 'user/findMany?q={"select":{"email":true}}'),
      await ask('PUT', 'note/updateMany', { data: { text: 'mine' } }),
      await ask('PUT', 'note/update', { where: { id: 1 }, data: { text: 'mine' } }),
    ]
  })
  assert.deepEqual(tried, [[200, 1], [200, [{ email: 'bob@example.com' }]], [200, { count: 1 }], [404, undefined]])
  await ann.reload()
  await shows(open(ann), ['Mend the fence'])
})

test('ann clears the done ones, and her other lists stay', async () => {
  await done(ann).getByRole('button', { name: 'Forget them' }).click()
  await shows(done(ann), [])
  await shows(open(ann), ['Mend the fence'])
})

test('an address that is taken is said', async () => {
  const carol = await browser.person()
  await carol.goto('/')
  await carol.getByLabel('E-mail').fill('ann@example.com')
  await carol.getByLabel('Password').fill('tr0ub4dor')
  await carol.getByRole('button', { name: 'Sign up' }).click()
  await carol.getByRole('alert').filter({ hasText: 'That is taken already.' }).waitFor()
})

test('whoever signs out is a stranger, and back with the password', async () => {
  await ann.getByRole('link', { name: 'Sign out' }).click()
  await ann.getByRole('button', { name: 'Sign out' }).click()
  await ann.getByRole('link', { name: 'Sign in' }).click()
  await signIn(ann, 'ann@example.com', 'correct horse')
  await shows(open(ann), ['Mend the fence'])
  assert.equal(await ann.evaluate(async () => (await (await fetch('/api/model/note/count')).json()).data), 1)
})
