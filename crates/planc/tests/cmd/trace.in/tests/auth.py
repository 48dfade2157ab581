# verifies 001#FR-001
