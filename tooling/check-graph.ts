import { findGraphViolations } from './graph/graph-rules.ts'
import { reportFindings } from './report-findings.ts'
import { workspaceRoot } from './workspace.ts'

reportFindings('the package graph', findGraphViolations(workspaceRoot))
