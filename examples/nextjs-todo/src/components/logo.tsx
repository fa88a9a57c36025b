/** A sun that rises: gozen is the time before noon. */
export function Logo({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden className="logo">
      <path d="M6 21a10 10 0 0 1 20 0z" fill="currentColor" />
      <path d="M3 25h26M16 4v3M4.7 9.7l2.1 2.1M27.3 9.7l-2.1 2.1" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" fill="none" />
    </svg>
  )
}
