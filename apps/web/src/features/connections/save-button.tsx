import { Button } from '@patchbay/ui/button'

/** Under the fields of a form. */
export function SaveButton({ loading, children }: { loading: boolean; children: string }) {
  return (
    <Button type="submit" variant="primary" size="lg" loading={loading} className="self-start">
      {children}
    </Button>
  )
}
