import { findGraphViolations } from './graph-rules.ts'
import { reportFindings } from './report-findings.ts'
import { workspaceRoot } from './workspace.ts'

reportFindings('the package graph', findGraphViolations(workspaceRoot))
