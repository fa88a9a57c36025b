import { JSDOM } from 'jsdom'

// React looks for these when it is loaded.
const { window } = new JSDOM('<!doctype html><html><body></body></html>')
Object.assign(globalThis, { window, document: window.document, navigator: window.navigator })
