import type { ReadModelOptions } from '../read-model/read-model-repository.ts'
import type { Criteria } from './criteria.ts'
import type { PageRequest } from './page.ts'
import type {
  CountQuery,
  FindByQuery,
  GetByIdQuery,
  PaginatedQuery,
  PaginatedResult,
  ReadModelAnswer,
} from './read-model-query.ts'

/** Answers the questions an application asks one read model. */
export interface QueryService<Row> {
  /** The row with this id, if there is one. */
  getById(id: string, options?: ReadModelOptions): Promise<Row | undefined>
  /** The first rows that match. @throws InvalidArgumentError naming a field that is not there, or a number out of range */
  find(
    request?: Pick<PageRequest, 'where' | 'sort' | 'limit' | 'offset'>,
    options?: ReadModelOptions,
  ): Promise<readonly Row[]>
  /** One page. @throws CursorError when the cursor was made for another list; InvalidArgumentError as `find` */
  paginate(request?: Omit<PageRequest, 'fields'>, options?: ReadModelOptions): Promise<PaginatedResult<Row>>
  /** How many rows match. @throws InvalidArgumentError naming a field that is not there */
  count(where?: Criteria, options?: ReadModelOptions): Promise<number>
  /** Answers a question that is plain data. @throws as the method of its type */
  handleQuery<const Query extends GetByIdQuery | FindByQuery | PaginatedQuery | CountQuery>(
    query: Query,
    options?: ReadModelOptions,
  ): Promise<ReadModelAnswer<Row, Query>>
}
