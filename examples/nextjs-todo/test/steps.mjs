/** Opens a page and waits until it listens: what one does before that goes nowhere. Returns the answer's status. */
export async function open(page, path) {
  const response = await page.goto(path)
  await page.waitForFunction(() => Object.keys(document.getElementById('__next')).some((key) => key.startsWith('__reactContainer')))
  return response.status()
}

/** Fills the sign-up page that is shown. */
export async function signUp(page, name, email, password) {
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign up' }).click()
  await page.waitForURL((url) => url.pathname === '/')
}

/** Fills the sign-in page that is shown. */
export async function signIn(page, email, password) {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Goes from the sign-in page that is shown to the OpenID provider, and comes back as somebody. */
export async function byProvider(page, email) {
  await page.getByRole('button', { name: 'Continue with Example ID' }).click()
  await page.getByRole('heading', { name: 'Example ID' }).waitFor()
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('button', { name: 'Continue' }).click()
}

/** Asks on the sign-in page that is shown for a link by e-mail. */
export async function askForLink(page, email) {
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('button', { name: 'Mail me a link instead' }).click()
  await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor()
}

/** Waits for the notice at the foot of the page. */
export const notice = (page, text) => page.getByRole('status').filter({ hasText: text }).waitFor()

/** What the server answers to somebody who calls an action past the page. */
export const call = (page, action, input) => page.evaluate(async ([action, input]) => {
  const response = await fetch(`/api/do/${action}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) })
  const answer = await response.json()
  return response.ok ? 'done' : `${response.status} ${answer.message}`
}, [action, input])
