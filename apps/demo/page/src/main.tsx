import { render } from 'preact'
import { App } from './app.tsx'
import { follow } from './live/follow.ts'

follow()
render(<App />, document.getElementById('page') as HTMLElement) // it stands in the document
