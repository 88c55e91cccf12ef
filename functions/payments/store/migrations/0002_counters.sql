-- Counters of a stack without a cache: velocity, customer history, duplicate detection.
-- counter_key is a kind and a digest, so that no customer, device or card can be read from it.
CREATE TABLE counters (
    counter_key VARCHAR(64) NOT NULL,
    field VARCHAR(64) NOT NULL,
    amount BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (counter_key, field)
);
CREATE INDEX counters_expiry ON counters (expires_at);
