import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'

const Notices = createContext<(message: string) => void>(() => {})

/** Shows what {@link useNotice} says, at the foot of the page, for a while. */
export function NoticeProvider({ children }: { children: ReactNode }) {
  const [notice, show] = useState({ message: '', count: 0 })
  useEffect(() => {
    if (!notice.message) return
    const timer = setTimeout(() => show({ message: '', count: 0 }), 6000)
    return () => clearTimeout(timer)
  }, [notice])
  return (
    <Notices value={(message) => show(({ count }) => ({ message, count: count + 1 }))}>
      {children}
      <div className="notice" role="status" aria-live="polite" data-shown={notice.message !== ''}>
        {notice.message}
      </div>
    </Notices>
  )
}

/** Returns a function that says something to the person. */
export const useNotice = () => useContext(Notices)
