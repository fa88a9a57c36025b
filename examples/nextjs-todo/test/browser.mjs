import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** Why there is no browser; undefined when there is. */
export const missing = existsSync(executablePath) ? undefined : `there is no ${executablePath}: install Chromium, or say where it is with CHROMIUM`

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** How many milliseconds the site may take to show what it should, on a busy machine. */
const patience = Number(process.env.PATIENCE ?? 60_000)

/** Starts a browser at a site. */
export async function startBrowser({ url }) {
  const browser = await chromium.launch({ executablePath, headless: true, args: flags })

  /** A page in a browser of somebody's own: no cookie of anybody else is in it. */
  async function person() {
    const context = await browser.newContext({ baseURL: url, viewport: { width: 1180, height: 780 } })
    context.setDefaultTimeout(patience)
    return context.newPage()
  }
  return { person, stop: () => browser.close() }
}

/** Keeps a picture of a page in the folder SCREENSHOTS, if there is one. */
export async function picture(page, name) {
  const folder = process.env.SCREENSHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
