import { expect, it } from 'vitest'
import { withFiles } from '../with-files.ts'
import { findBrokenAnchors } from './broken-anchors.ts'

it('finds the links to places in the reference that are not there', () => {
  const files = {
    'reference/types/message.md': '## Event {#event}\n| <a id="property-data"></a> `data` |\n[own](#event)',
    'reference/types/bus.md':
      '[one](message.md#event) [other](message.md#property-data) [none](message.md#gone) [own](#gone)',
    'guides/a.md':
      '[one](/reference/types/message.md#event) [none](/reference/types/message.md#away) [own](#here)',
  }
  expect(withFiles(files, findBrokenAnchors).toSorted()).toEqual([
    'guides/a.md links to "/reference/types/message.md#away": there is no such place',
    'reference/types/bus.md links to "#gone": there is no such place',
    'reference/types/bus.md links to "message.md#gone": there is no such place',
  ])
})
