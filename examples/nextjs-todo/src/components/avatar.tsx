/** A hue that is the same for the same text every time. */
export function hue(text: string): number {
  let sum = 0
  for (const c of text) sum = (sum * 31 + (c.codePointAt(0) ?? 0)) % 360
  return sum
}

/** A person's initials on his colour. */
export function Avatar({ name }: { name: string }) {
  const initials = name.split(/\s+/).slice(0, 2).map((part) => part[0]?.toUpperCase()).join('')
  return <span className="avatar" style={{ '--hue': hue(name) } as React.CSSProperties} title={name} aria-hidden>{initials}</span>
}
