import { type FormHTMLAttributes, useSyncExternalStore } from 'react'

const never = () => () => {}

/**
 * A form that can be used as soon as the page listens. Before that the browser
 * would send it by itself, with a password in the address.
 */
export function Form({ children, ...form }: FormHTMLAttributes<HTMLFormElement>) {
  const listening = useSyncExternalStore(never, () => true, () => false)
  return (
    <form method="post" {...form}>
      <fieldset disabled={!listening}>{children}</fieldset>
    </form>
  )
}
