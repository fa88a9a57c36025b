import assert from 'node:assert/strict'
import { picture } from './browser.mjs'
import { stage } from './stage.mjs'
import { call, open, signIn, signUp } from './steps.mjs'

const step = stage()
const soil = { name: 'Turn the soil' }

/** What Gozen's own API answers to a page. */
const ask = (page, path, init) => page.evaluate(async ([path, init]) => {
  const response = await fetch(path, init)
  return { status: response.status, answer: await response.json().catch(() => null) }
}, [path, init])

step('ann has something to do', ['ann'], async ({ ann }) => {
  await open(ann, '/signup')
  await signUp(ann, 'Ann Miller', 'ann@example.com', 'correct horse')
  assert.equal(await call(ann, 'createSpace', { name: 'Our garden', slug: 'our-garden' }), 'done')
  await open(ann, '/space/our-garden')
  await ann.getByLabel('Title of the new list').fill('Spring')
  await ann.getByRole('button', { name: 'Create list' }).click()
  await ann.getByRole('link', { name: 'Spring' }).click()
  for (const title of ['Turn the soil', 'Sow carrots']) {
    await ann.getByLabel('What is to do').fill(title)
    await ann.getByRole('button', { name: 'Add' }).click()
    await ann.getByRole('checkbox', { name: title }).waitFor()
  }
})

step('Gozen knows whom next-auth has signed in', ['ann'], async ({ ann }) => {
  await open(ann, '/direct')
  await ann.getByText('All that Ann Miller may see').waitFor()
  await ann.getByRole('checkbox', soil).waitFor()
  await picture(ann, 'direct')
})

step('and signs her out', ['ann'], async ({ ann }) => {
  await ann.getByRole('button', { name: 'Sign out' }).click()
  await ann.getByRole('heading', { name: 'Straight to Gozen' }).waitFor()
  await picture(ann, 'direct-closed')
  await open(ann, '/')
  await ann.waitForURL('**/signin?*')
})

step('a wrong password does not sign in with Gozen either', ['ann'], async ({ ann }) => {
  await open(ann, '/direct')
  await signIn(ann, 'ann@example.com', 'battery staple')
  await ann.getByText('That address and password do not go together.').waitFor()
})

step('Gozen signs her in, and she does something', ['ann'], async ({ ann }) => {
  await signIn(ann, 'ann@example.com', 'correct horse')
  await ann.getByRole('checkbox', soil).click() // check() would look at it again, and it goes
  await ann.getByRole('checkbox', soil).waitFor({ state: 'detached' })
})

step('next-auth knows whom Gozen has signed in', ['ann'], async ({ ann }) => {
  await open(ann, '/space/our-garden')
  await ann.getByText('1 of 2').waitFor()
})

step('bob signs in and finds nothing of it', ['bob'], async ({ bob }) => {
  await open(bob, '/signup')
  assert.equal(await call(bob, 'signUp', { name: 'Bob', email: 'bob@example.com', password: 'battery staple' }), 'done')
  await open(bob, '/direct')
  await signIn(bob, 'bob@example.com', 'battery staple')
  await bob.getByText('All done.').waitFor()
  const { answer } = await ask(bob, '/gozen/model/todo/updateMany', {
    method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ data: { title: 'Mine' } }),
  })
  assert.deepEqual(answer, { data: { count: 0 } })
})

step('the service is for programs, not for pages', ['bob'], async ({ bob }) => {
  for (const path of ['/gozen/service/query', '/gozen/model/../service/query', '/gozen/model/..%2fservice/query', '/gozen/auth/../../api/service/query', '/api/service/query']) {
    const { status } = await ask(bob, path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
    assert.ok(status === 404 || status === 405 || status === 400, `${path}: ${status}`)
  }
})

step('carol comes to Gozen by way of an OpenID provider', ['carol'], async ({ carol }) => {
  await open(carol, '/direct')
  await carol.getByRole('link', { name: 'All ways to sign in' }).click()
  await carol.getByRole('button', { name: 'Example ID' }).waitFor()
  await picture(carol, 'gozen-signin')
  await carol.getByRole('button', { name: 'Example ID' }).click()
  await carol.getByRole('heading', { name: 'Example ID' }).waitFor()
  await carol.getByLabel('E-mail').fill('carol@example.com')
  await carol.getByRole('button', { name: 'Continue' }).click()
  await carol.waitForURL('**/direct')
  await carol.getByText('All that Carol may see').waitFor()
})

step('dave by a link in a mail', ['dave'], async ({ dave }, { mailbox }) => {
  await dave.goto('/gozen/auth/signin?callbackUrl=%2Fdirect')
  const form = dave.locator('form', { has: dave.locator('#input-email-for-email-provider') })
  await form.locator('input[type=email]').fill('dave@example.com')
  await form.getByRole('button').click()
  await dave.waitForURL('**/gozen/auth/verify-request*')
  await picture(dave, 'gozen-sent')
  await dave.goto(await mailbox.linkTo('dave@example.com'))
  await dave.waitForURL('**/direct')
  await dave.getByText('All that dave@example.com may see').waitFor()
})

step('and both are known on the other pages', ['carol', 'dave'], async ({ carol, dave }) => {
  await open(carol, '/')
  await carol.getByRole('heading', { name: 'Good to see you, Carol' }).waitFor()
  await open(dave, '/')
  await dave.getByRole('heading', { name: 'Good to see you, dave' }).waitFor()
})
