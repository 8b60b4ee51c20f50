CREATE TABLE migration_records (
    id SERIAL PRIMARY KEY,
    service VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    applied_at TIMESTAMP NOT NULL DEFAULT NOW(),
    checksum VARCHAR NOT NULL
);

CREATE TABLE schema_versions (
    service VARCHAR PRIMARY KEY,
    version INTEGER NOT NULL,
    applied_at TIMESTAMP NOT NULL DEFAULT NOW(),
    description VARCHAR
);
