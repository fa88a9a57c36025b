import assert from 'node:assert/strict'
import { picture } from './browser.mjs'
import { stage } from './stage.mjs'
import { call, notice, open, signIn, signUp } from './steps.mjs'

const step = stage()
let shared, secret

step('a stranger is sent to the sign-in page', ['ann'], async ({ ann }) => {
  await open(ann, '/space/garden')
  await ann.waitForURL('**/signin?callbackUrl=%2Fspace%2Fgarden')
  await picture(ann, 'signin')
})

step('ann signs up, and is in', ['ann'], async ({ ann }) => {
  await open(ann, '/signup')
  await signUp(ann, 'Ann Miller', 'ann@example.com', 'correct horse')
  await ann.getByRole('heading', { name: 'Good to see you, Ann' }).waitFor()
})

step('she makes a space, a list and todos', ['ann'], async ({ ann }) => {
  await ann.getByLabel('Name').fill('Our garden')
  await ann.getByRole('button', { name: 'Create space' }).click()
  await ann.waitForURL('**/space/our-garden')
  await ann.getByLabel('Title of the new list').fill('Spring')
  await ann.getByRole('button', { name: 'Create list' }).click()
  await ann.getByRole('link', { name: 'Spring' }).click()
  await ann.waitForURL('**/list/*')
  shared = ann.url()
  for (const title of ['Turn the soil', 'Sow carrots', 'Mend the fence']) {
    await ann.getByLabel('What is to do').fill(title)
    await ann.getByRole('button', { name: 'Add' }).click()
    await ann.getByRole('checkbox', { name: title }).waitFor()
  }
  await ann.getByRole('checkbox', { name: 'Turn the soil' }).check()
  await ann.getByText('1 of 3').waitFor()
  await picture(ann, 'list')
})

step('and a private list', ['ann'], async ({ ann }) => {
  await ann.getByRole('link', { name: 'Our garden' }).click()
  await ann.getByLabel('Title of the new list').fill('A present for Bob')
  await ann.getByLabel('private').check()
  await ann.getByRole('button', { name: 'Create list' }).click()
  await ann.getByRole('link', { name: 'A present for Bob' }).click()
  await ann.getByRole('heading', { name: 'A present for Bob' }).waitFor()
  secret = ann.url()
})

step('what breaks a rule of the data is said in words', ['ann'], async ({ ann }) => {
  assert.equal(await call(ann, 'createSpace', { name: 'x', slug: 'elsewhere' }), '422 name: Too small: expected string to have >=4 characters')
  assert.equal(await call(ann, 'createSpace', { name: 'Another one', slug: 'our-garden' }), '409 That is taken already.')
})

step('bob signs up and sees nothing of it', ['bob'], async ({ bob }) => {
  await open(bob, '/signup')
  await picture(bob, 'signup')
  await signUp(bob, 'Bob', 'bob@example.com', 'battery staple')
  await bob.getByText('A space is where a few people keep lists together').waitFor()
  await picture(bob, 'nothing')
  for (const path of ['/space/our-garden', shared, secret]) {
    assert.equal(await open(bob, path), 404, path)
  }
  await picture(bob, 'missing')
  assert.equal(await bob.getByText('garden').count(), 0)
})

step('ann lets him in', ['ann'], async ({ ann }) => {
  await open(ann, '/space/our-garden')
  await ann.getByLabel('E-mail of whom to let in').fill('nobody@example.com')
  await ann.getByRole('button', { name: 'Let in' }).click()
  await notice(ann, 'Nobody has signed up as nobody@example.com.')
  await ann.getByLabel('E-mail of whom to let in').fill('bob@example.com')
  await ann.getByRole('button', { name: 'Let in' }).click()
  await ann.getByRole('button', { name: 'Remove Bob' }).waitFor()
  await picture(ann, 'space')
})

step('he sees what is for him, and not what is private', ['bob'], async ({ bob }) => {
  await open(bob, '/')
  await picture(bob, 'spaces')
  await bob.getByRole('link', { name: 'Our garden' }).click()
  await bob.getByRole('link', { name: 'Spring' }).waitFor()
  assert.equal(await bob.getByText('present').count(), 0)
  assert.equal(await open(bob, secret), 404)
})

step('he is refused what the rules refuse', ['bob'], async ({ bob }) => {
  assert.equal(await call(bob, 'signUp', { name: 'Carol', email: 'carol@example.com', password: 'tr0ub4dor' }), 'done')
  await open(bob, '/space/our-garden')
  await bob.getByLabel('E-mail of whom to let in').fill('carol@example.com')
  await bob.getByRole('button', { name: 'Let in' }).click()
  await notice(bob, 'The rules do not allow that.')
  await picture(bob, 'refused')
  await bob.getByRole('button', { name: 'Remove Ann Miller' }).click()
  await notice(bob, 'That is not there, or not for you.')
  await open(bob, '/space/our-garden')
  await bob.getByRole('button', { name: 'Rename' }).click()
  await bob.getByLabel('Name of the space').fill('The garden of Bob')
  await bob.getByRole('button', { name: 'Save' }).click()
  await notice(bob, 'That is not there, or not for you.')
  await open(bob, shared)
  await bob.getByRole('button', { name: 'Delete this list' }).click()
  await notice(bob, 'That is not there, or not for you.')
})

step('and may do what they allow', ['bob'], async ({ bob }) => {
  await bob.getByRole('checkbox', { name: 'Sow carrots' }).check()
  await bob.getByText('2 of 3').waitFor()
})

step('calling the server past the page gets him no further', ['bob'], async ({ bob }) => {
  const id = secret.split('/').at(-1)
  assert.equal(await call(bob, 'createTodo', { listId: id, title: 'A drum' }), '403 The rules do not allow that.')
  assert.equal(await call(bob, 'deleteList', { id }), '404 That is not there, or not for you.')
  assert.equal(await call(bob, 'deleteList', { id: { not: '' } }), '422 where: At least one unique field or field set must be set')
  assert.equal(await call(bob, 'invite', { spaceId: 'no-such-space', email: 'ann@example.com' }), '404 That is not there, or not for you.')
  assert.equal(await call(bob, 'constructor', {}), '404 Nothing is done here.')
})

step('whoever signs out is a stranger', ['bob'], async ({ bob }) => {
  await bob.getByRole('button', { name: 'Sign out' }).click()
  await bob.waitForURL('**/signin')
  await open(bob, shared)
  await bob.waitForURL('**/signin?callbackUrl=*')
  assert.equal(await call(bob, 'deleteList', { id: shared.split('/').at(-1) }), '404 That is not there, or not for you.')
})

step('a wrong password does not sign in, the right one leads where one wanted to go', ['bob'], async ({ bob }) => {
  await signIn(bob, 'bob@example.com', 'correct horse')
  await bob.getByText('That address and password do not go together.').waitFor()
  await picture(bob, 'wrong')
  await signIn(bob, 'bob@example.com', 'battery staple')
  await bob.waitForURL(shared)
  await bob.getByRole('checkbox', { name: 'Mend the fence' }).waitFor()
})

step('nothing went wrong behind the pages', [], async (_, site) => {
  assert.doesNotMatch(site.log(), /level=ERROR|⨯|\[next-auth\]\[error\]/)
})
