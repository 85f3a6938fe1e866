import { specification } from '@uno-ts/testing'
import { describe, it } from 'vitest'
import { stock, type StockCommand, type StockEvent } from './stock.ts'

const given = specification(stock)
const open = (units: number): StockCommand => ({ type: 'OpenStock', data: { units } })
const opened: StockEvent = { type: 'StockOpened', data: { units: 100 } }

describe('a stock', () => {
  it('is opened with units of every product', () => given().when(open(100)).then(opened))
  it('shrugs when it is opened again with as many', () => given(opened).when(open(100)).thenNothing())
  it('is not opened with another number', () =>
    given(opened).when(open(99)).thenRejects('STOCK_ALREADY_OPEN'))
})
