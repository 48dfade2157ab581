-- Migration: create_webhook_inbox
-- Version: 003

CREATE TABLE webhook_inbox (
    id               BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    carrier          TEXT NOT NULL CHECK (carrier IN ('nordpost', 'veloxpress')),
    carrier_event_id TEXT NOT NULL,
    tracking_number  TEXT NOT NULL,
    payload          JSONB NOT NULL,
    attempts         INTEGER NOT NULL DEFAULT 0,
    next_attempt_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    last_error       TEXT,
    created_at       TIMESTAMPTZ NOT NULL DEFAULT now(),
    processed_at     TIMESTAMPTZ,
    UNIQUE (carrier, carrier_event_id)
);

CREATE INDEX idx_webhook_inbox_due ON webhook_inbox (next_attempt_at) WHERE processed_at IS NULL;
CREATE INDEX idx_webhook_inbox_tracking ON webhook_inbox (carrier, tracking_number);
