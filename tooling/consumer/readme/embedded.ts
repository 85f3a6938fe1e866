import './example.ts'
