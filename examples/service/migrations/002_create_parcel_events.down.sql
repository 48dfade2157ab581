-- Rollback: create_parcel_events

DROP TABLE parcel_events;
