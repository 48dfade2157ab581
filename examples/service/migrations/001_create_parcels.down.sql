-- Rollback: create_parcels

DROP TABLE parcels;
