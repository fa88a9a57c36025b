import { useRouter } from 'next/router'
import { useState } from 'react'
import { act } from '../act'
import type { Actions } from '../server/actions'
import { useNotice } from './notice'

/**
 * Returns a function that does an action and then shows the page as it is now,
 * and whether one is underway. What is refused becomes a notice and false.
 */
export function useAction() {
  const router = useRouter()
  const notify = useNotice()
  const [busy, setBusy] = useState(false)
  async function run<A extends keyof Actions>(action: A, input: Parameters<Actions[A]>[1], next?: string): Promise<boolean> {
    setBusy(true)
    try {
      await act(action, input)
      notify('')
      await router.replace(next ?? router.asPath, undefined, { scroll: false })
      return true
    } catch (error) {
      notify((error as Error).message)
      return false
    } finally {
      setBusy(false)
    }
  }
  return { run, busy }
}
