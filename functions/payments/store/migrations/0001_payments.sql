-- Payments: one row each, written by versions. The same text runs on PostgreSQL and MySQL.
-- No column can hold a card number or a verification code: card_ciphertext is KMS ciphertext.
CREATE TABLE payments (
    transaction_id VARCHAR(36) NOT NULL PRIMARY KEY,
    merchant_id VARCHAR(64) NOT NULL,
    customer_id VARCHAR(64) NOT NULL,
    reference VARCHAR(64) NOT NULL,
    idempotency_key VARCHAR(64) NOT NULL,
    held_key VARCHAR(64) NULL UNIQUE,
    key_expires_at BIGINT NOT NULL,
    fingerprint VARCHAR(64) NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency CHAR(3) NOT NULL,
    card_token VARCHAR(128) NOT NULL,
    card_ciphertext VARCHAR(1024) NOT NULL,
    card_bin VARCHAR(8) NOT NULL,
    card_last4 CHAR(4) NOT NULL,
    card_scheme VARCHAR(32) NOT NULL,
    device_id VARCHAR(64) NULL,
    country CHAR(2) NULL,
    state VARCHAR(16) NOT NULL,
    version INTEGER NOT NULL,
    attempt_id VARCHAR(36) NOT NULL,
    lease_until BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    due_at BIGINT NULL,
    correlation_id VARCHAR(128) NOT NULL,
    fraud_score VARCHAR(32) NOT NULL,
    fraud_decision VARCHAR(16) NOT NULL,
    fraud_reasons TEXT NOT NULL,
    authorisation_code VARCHAR(64) NULL,
    outcome_reason VARCHAR(64) NULL,
    unpublished BOOLEAN NOT NULL
);
CREATE INDEX payments_due ON payments (due_at);
CREATE INDEX payments_of_customer ON payments (customer_id, created_at);
