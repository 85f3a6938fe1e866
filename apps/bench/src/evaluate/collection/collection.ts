/** One document of a collection. */
export interface Document {
  readonly id: string
  readonly title: string
  readonly text: string
}

/** One question, with the documents that answer it and how well. */
export interface JudgedQuery {
  readonly id: string
  readonly text: string
  /** Above 0, the more the better; what is not there is no answer. */
  readonly grades: ReadonlyMap<string, number>
}

/** What a search can be judged by. */
export interface Collection {
  readonly documents: readonly Document[]
  readonly queries: readonly JudgedQuery[]
  /** Of documents and queries, in their order. Default: none. */
  readonly vectors?:
    | { readonly documents: readonly Float32Array[]; readonly queries: readonly Float32Array[] }
    | undefined
}
