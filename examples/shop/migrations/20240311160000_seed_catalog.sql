-- +migrate Up
INSERT INTO categories (slug, name, parent) VALUES
    ('tea', 'Tea & infusions', NULL),
    ('green-tea', 'Green tea – 緑茶', 'tea'),
    ('pottery', 'Pottery', NULL),
    ('reading', 'Books; maps; charts', NULL);

INSERT INTO products (sku, category, name, description, price) VALUES
    ('TE-0001', 'tea', 'Earl Grey, "the Captain''s"', 'Bergamot; black leaves; no nonsense.', 7.50),
    ('TE-0002', 'tea', 'Früchtetee „Omas Garten“', E'Apple, hibiscus and rose hip.\nContains no tea.', 5.90),
    ('BK-0001', 'reading', 'A Wader''s Year', $$The whimbrel's call: "seven whistles", it's said.$$, 18.00);

-- The larger part came out of a spreadsheet. Columns are separated by a tab, \N is NULL.
COPY products (sku, category, name, description, price) FROM stdin;
TE-0101	green-tea	Sencha 煎茶	Steamed; cool water, one minute.	12.40
TE-0102	green-tea	Genmaicha 玄米茶	With roasted rice -- tastes of bread crust.	9.80
PO-0001	pottery	Yunomi, ash glaze	Holds 180 ml\nNo two are alike.	24.00
PO-0002	pottery	Teapot "Brown Betty"	It's glazed inside; 1 l.	31.50
BK-0002	reading	Küstenkarte 1:50 000	Folded; $5 off when bought with TE-0001.	14.95
\.

-- +migrate Down
DELETE FROM products
WHERE sku IN ('TE-0001', 'TE-0002', 'TE-0101', 'TE-0102', 'PO-0001', 'PO-0002', 'BK-0001', 'BK-0002');
DELETE FROM categories WHERE slug = 'green-tea';
DELETE FROM categories WHERE slug IN ('tea', 'pottery', 'reading');
