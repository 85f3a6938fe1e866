/** Where something will stand when it has come: a bar a line. */
export function Awaited({ lines = 1 }: { readonly lines?: number }) {
  return (
    <span class="awaited">
      <span class="unseen">Loading</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} aria-hidden="true" />
      ))}
    </span>
  )
}

/** Where a table will stand. */
export function AwaitedTable() {
  return (
    <div class="card">
      <Awaited lines={8} />
    </div>
  )
}
