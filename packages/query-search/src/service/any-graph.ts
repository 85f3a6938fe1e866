/* oxlint-disable typescript/no-explicit-any -- Questions name the labels of their graph: only `any` accepts every graph. */
import type { GraphQuery, GraphSearch } from '@uno-ts/types'
import type { Explaining } from './explaining.ts'

/** Whoever answers questions to a graph, whatever its labels. */
export type AnyGraph = GraphSearch<any, any> & Partial<Explaining<GraphQuery<any, any>>>
