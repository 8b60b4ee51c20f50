-- +migrate Up
CREATE TABLE page_views (
    viewed_at  timestamptz NOT NULL DEFAULT now(),
    product_id bigint NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    visitor    uuid NOT NULL DEFAULT gen_random_uuid(),
    referrer   text,
    PRIMARY KEY (viewed_at, product_id, visitor)
) PARTITION BY RANGE (viewed_at);

CREATE TABLE page_views_before_2025 PARTITION OF page_views
    FOR VALUES FROM (MINVALUE) TO ('2025-01-01 00:00+00');
CREATE TABLE page_views_2025 PARTITION OF page_views
    FOR VALUES FROM ('2025-01-01 00:00+00') TO ('2026-01-01 00:00+00');
CREATE TABLE page_views_later PARTITION OF page_views DEFAULT;

CREATE INDEX page_views_product_id_idx ON page_views (product_id);

-- +migrate Down
DROP TABLE page_views;
