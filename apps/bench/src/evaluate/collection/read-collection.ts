import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { ConfigurationError } from '@uno-ts/types'
import type { Collection, Document, JudgedQuery } from './collection.ts'

/** The files of a collection. */
export interface CollectionFiles {
  /** A JSON object a line: `id`, `text` and, if there is one, `title`. May be packed by gzip. */
  readonly documents: string
  /** A question a line: its number, a tab, its text. */
  readonly queries: string
  /** A judgement a line: question, 0, document, grade, with spaces between them. */
  readonly judgements: string
  /** Little-endian float32, as many to each document, in the order of the documents. */
  readonly documentVectors?: string | undefined
  readonly queryVectors?: string | undefined
}

/**
 * Reads a collection.
 *
 * @throws ConfigurationError naming the file that cannot be read as it should be
 */
export async function readCollection(files: CollectionFiles): Promise<Collection> {
  const documents = (await lines(files.documents)).map((line) => documentOf(files.documents, line))
  const grades = await readGrades(files.judgements)
  const queries = (await lines(files.queries)).map((line): JudgedQuery => {
    const [id = '', text = ''] = line.split('\t')
    return { id, text, grades: grades.get(id) ?? new Map<string, number>() }
  })
  const { documentVectors, queryVectors } = files
  if (documentVectors === undefined || queryVectors === undefined) return { documents, queries }
  return {
    documents,
    queries,
    vectors: {
      documents: await readVectors(documentVectors, documents.length),
      queries: await readVectors(queryVectors, queries.length),
    },
  }
}

function documentOf(file: string, line: string): Document {
  const { id, title = '', text = '' } = JSON.parse(line) as Partial<Document> // judged below
  if (typeof id === 'string') return { id, title, text }
  throw new ConfigurationError(`${file}: expected documents with an "id" that is a text`)
}

async function readGrades(file: string): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const grades = new Map<string, Map<string, number>>()
  for (const line of await lines(file)) {
    const [query = '', , document = '', grade = ''] = line.split(/\s+/)
    const known = grades.get(query) ?? new Map<string, number>()
    grades.set(query, known)
    if (Number(grade) > 0) known.set(document, Number(grade))
  }
  return grades
}

async function readVectors(file: string, count: number): Promise<readonly Float32Array[]> {
  const bytes = await read(file)
  const dimensions = bytes.length / 4 / count
  if (!Number.isInteger(dimensions)) {
    throw new ConfigurationError(`${file}: expected as many numbers for each of ${count}`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return Array.from({ length: count }, (_, row) =>
    Float32Array.from({ length: dimensions }, (_, column) =>
      view.getFloat32(4 * (row * dimensions + column), true),
    ),
  )
}

async function lines(file: string): Promise<readonly string[]> {
  const text = (await read(file)).toString('utf8')
  return text.split('\n').filter((line) => line.trim() !== '')
}

async function read(file: string): Promise<Buffer> {
  try {
    const bytes = await readFile(file)
    return file.endsWith('.gz') ? gunzipSync(bytes) : bytes
  } catch (error) {
    throw new ConfigurationError(`${file} cannot be read`, { cause: error })
  }
}
