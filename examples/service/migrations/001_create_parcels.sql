-- Migration: create_parcels
-- Version: 001

CREATE TABLE parcels (
    id                  UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    order_ref           TEXT NOT NULL,
    carrier             TEXT NOT NULL CHECK (carrier IN ('nordpost', 'veloxpress')),
    tracking_number     TEXT NOT NULL,
    state               TEXT NOT NULL DEFAULT 'registered' CHECK (state IN ('registered', 'in_transit', 'out_for_delivery', 'delivered', 'exception', 'returned')),
    state_at            TIMESTAMPTZ,
    expected_on         DATE,
    recipient_email_enc BYTEA,
    created_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (carrier, tracking_number)
);

CREATE INDEX idx_parcels_order_ref ON parcels (order_ref);
CREATE INDEX idx_parcels_created_at ON parcels (created_at, id);
