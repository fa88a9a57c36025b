import assert from 'node:assert/strict'
import { picture } from './browser.mjs'
import { stage } from './stage.mjs'
import { askForLink, byProvider, call, open } from './steps.mjs'

const step = stage()
let link

step('carol comes by way of an OpenID provider', ['carol'], async ({ carol }) => {
  await open(carol, '/signin')
  await byProvider(carol, 'carol@example.com')
  await carol.getByRole('heading', { name: 'Good to see you, Carol' }).waitFor()
})

step('and may do what others may', ['carol'], async ({ carol }) => {
  assert.equal(await call(carol, 'createSpace', { name: 'Lighthouse', slug: 'lighthouse' }), 'done')
})

step('when she comes again it is she', ['carol'], async ({ carol }) => {
  await carol.getByRole('button', { name: 'Sign out' }).click()
  await byProvider(carol, 'carol@example.com')
  await carol.getByRole('link', { name: 'Lighthouse' }).waitFor()
})

step('dave asks for a link', ['dave'], async ({ dave }, { mailbox }) => {
  await open(dave, '/signin')
  await askForLink(dave, 'Dave@Example.com')
  await picture(dave, 'sent')
  link = await mailbox.linkTo('dave@example.com')
})

step('which signs him in', ['dave'], async ({ dave }) => {
  await dave.goto(link)
  await dave.getByRole('heading', { name: 'Good to see you, dave' }).waitFor()
  assert.equal(await call(dave, 'createSpace', { name: 'Workshop', slug: 'workshop' }), 'done')
})

step('and nobody a second time', ['eve'], async ({ eve }) => {
  await eve.goto(link)
  await eve.getByText('This link has been used, or its time is over.').waitFor()
  await open(eve, '/')
  await eve.waitForURL('**/signin?*')
})

step('a link for an address that somebody has already signs in that somebody', ['erin'], async ({ erin }, { mailbox }) => {
  await open(erin, '/signin')
  await askForLink(erin, 'carol@example.com')
  await erin.goto(await mailbox.linkTo('carol@example.com'))
  await erin.getByRole('link', { name: 'Lighthouse' }).waitFor()
})

step('a provider is not believed about an address that has a password', ['frank'], async ({ frank }) => {
  await open(frank, '/signup')
  assert.equal(await call(frank, 'signUp', { name: 'Frank', email: 'frank@example.com', password: 'a password of frank' }), 'done')
  await open(frank, '/signin')
  await byProvider(frank, 'frank@example.com')
  await frank.getByText('This address signs in in another way. Do that first.').waitFor()
})
