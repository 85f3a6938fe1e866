// What the shop is held to, from outside it: lines of the shape of a real file, and an independent sum of them.
export { compareReports, type Ask } from '../../../tooling/compare-reports.ts'
export { generateRetail } from '../../../tooling/generate-retail.ts'
export { parseRetail, reservation, totals } from '../../../tooling/retail-oracle.ts'
