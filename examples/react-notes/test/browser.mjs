import { chromium } from 'playwright-core'

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** How many milliseconds the page may take to show what it should, on a busy machine. */
const patience = Number(process.env.PATIENCE ?? 60_000)

/** Starts a browser at a site. */
export async function startBrowser(baseURL) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: flags })
  return {
    /** A page in a browser of somebody's own: no cookie of anybody else is in it. */
    async person() {
      const context = await browser.newContext({ baseURL })
      context.setDefaultTimeout(patience)
      return context.newPage()
    },
    stop: () => browser.close(),
  }
}
