// implements FR-001
// implements 003#FR-001
