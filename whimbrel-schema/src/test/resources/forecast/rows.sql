UPDATE orders SET amount = amount + 1;
UPDATE orders SET amount = 0 WHERE id < 6;
DELETE FROM uncounted;
INSERT INTO customers VALUES (11, 'eleven');
