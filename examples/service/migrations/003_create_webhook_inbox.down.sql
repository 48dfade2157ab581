-- Rollback: create_webhook_inbox

DROP TABLE webhook_inbox;
