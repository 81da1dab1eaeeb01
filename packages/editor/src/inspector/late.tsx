import { createContext, type ReactNode, Suspense, useContext, useEffect } from 'react'

/** Told once a form that is loaded when it is first needed stands: then its fields can take the focus. */
export const FormReady = createContext<() => void>(() => {})

/** Around a form that few steps need: its room is kept while it loads. */
export function Late({ children }: { children: ReactNode }) {
  return (
    <Suspense fallback={<div className="h-32 rounded-2 bg-surface-2" aria-hidden="true" />}>
      <Ready />
      {children}
    </Suspense>
  )
}

function Ready() {
  const tell = useContext(FormReady)
  useEffect(() => tell(), [tell])
  return null
}
