import { useEffect, useId, useState } from 'preact/hooks'
import type { Suggestions } from '../answers/answers.ts'
import { useAnswer } from '../answers/use-answer.ts'
import { query } from '../router.ts'

/** A field that completes what is typed: a combobox of the ARIA authoring practices, with a list box. */
export function SearchBox({
  text,
  onSearch,
}: {
  readonly text: string
  /** What was typed so far, or chosen. */
  readonly onSearch: (text: string) => void
}) {
  const id = useId()
  const [typed, setTyped] = useState(text)
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(-1)
  const { value } = useAnswer<Suggestions>(
    open && typed.trim() !== '' ? `/api/search/suggestions?q=${encodeURIComponent(typed.trim())}` : undefined,
  )
  const items = open ? (value.value?.items ?? []) : []
  // The address may be ahead of what was drawn: it is never behind what was typed.
  useEffect(() => setTyped(query.peek().get('q') ?? ''), [text])

  function search(wanted: string) {
    setTyped(wanted)
    onSearch(wanted)
  }
  function choose(wanted: string) {
    setOpen(false)
    setAt(-1)
    search(wanted)
  }
  function onKeyDown(press: KeyboardEvent) {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }
    const step = steps[press.key]
    if (step !== undefined && items.length > 0) {
      press.preventDefault()
      // Between the first and the last stands the field itself: -1.
      setAt(((at + 1 + step + items.length + 1) % (items.length + 1)) - 1)
    } else if (press.key === 'Enter') {
      choose(items[at]?.text ?? typed)
    } else if (press.key === 'Escape' && open) {
      press.preventDefault()
      setOpen(false)
      setAt(-1)
    }
  }

  return (
    <div class="search" role="search">
      <label for={`${id}field`}>Search products</label>
      <input
        id={`${id}field`}
        type="search"
        role="combobox"
        list={undefined}
        autocomplete="off"
        spellcheck={false}
        maxLength={200}
        placeholder="lantern, storage jar, red …"
        aria-autocomplete="list"
        aria-expanded={items.length > 0}
        aria-controls={`${id}list`}
        aria-activedescendant={at >= 0 ? `${id}item${at}` : undefined}
        value={typed}
        onInput={(input) => {
          setOpen(true)
          setAt(-1)
          search(input.currentTarget.value)
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setOpen(false)}
      />
      <ul id={`${id}list`} role="listbox" aria-label="Suggestions" hidden={items.length === 0}>
        {items.map(({ text, count }, index) => (
          <li
            key={text}
            id={`${id}item${index}`}
            role="option"
            aria-selected={index === at}
            // Before the field loses the focus and the list goes.
            onPointerDown={(press) => {
              press.preventDefault()
              choose(text)
            }}
          >
            <span>{text}</span>
            <span class="count">{count}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
