import { after, before, test } from 'node:test'
import { missing, picture, startBrowser } from './browser.mjs'
import { startSite, unavailable } from './site.mjs'

/**
 * Starts a site and a browser for the steps of a story, which are tests that
 * follow on each other: after one that fails the rest is skipped. People get a
 * browser of their own when they are first named.
 */
export function stage() {
  const skip = missing ?? unavailable ?? false
  const people = new Map()
  let site, browser
  let broken = false

  before(async () => {
    if (skip) return
    site = await startSite()
    browser = await startBrowser(site)
  })

  after(async () => {
    if (broken) {
      for (const [name, page] of people) await picture(page, `failed-${name}`)
      console.error(site?.log())
    }
    await browser?.stop()
    await site?.stop()
  })

  async function person(name) {
    if (!people.has(name)) people.set(name, await browser.person())
    return people.get(name)
  }

  /** A step; its body gets the pages of the people it names, and the site. */
  function step(name, who, body) {
    test(name, { skip }, async (t) => {
      if (broken) return t.skip('an earlier step failed')
      broken = true
      const pages = {}
      for (const one of who) pages[one] = await person(one)
      await body(pages, site)
      broken = false
    })
  }
  return step
}
