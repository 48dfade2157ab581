-- Migration: create_parcel_events
-- Version: 002

CREATE TABLE parcel_events (
    id               UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    parcel_id        UUID NOT NULL REFERENCES parcels (id) ON DELETE CASCADE,
    carrier_event_id TEXT NOT NULL,
    state            TEXT NOT NULL CHECK (state IN ('registered', 'in_transit', 'out_for_delivery', 'delivered', 'exception', 'returned')),
    place            TEXT,
    occurred_at      TIMESTAMPTZ NOT NULL,
    created_at       TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (parcel_id, carrier_event_id)
);

CREATE INDEX idx_parcel_events_occurred_at ON parcel_events (parcel_id, occurred_at);
