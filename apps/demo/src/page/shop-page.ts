import { buildPage, type PageFile } from './build-page.ts'

/** The page of the shop: built once, when it is first asked for. */
export class ShopPage {
  #files: Promise<ReadonlyMap<string, PageFile>> | undefined

  /** Its files by name. A build that failed is tried again by the next call. */
  files(): Promise<ReadonlyMap<string, PageFile>> {
    this.#files ??= buildPage()
      .then((files) => new Map(files.map((file) => [file.name, file])))
      .catch((error: unknown) => {
        this.#files = undefined
        throw error
      })
    return this.#files
  }
}
