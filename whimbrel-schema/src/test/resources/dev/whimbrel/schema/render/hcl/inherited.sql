CREATE TABLE parent (id integer NOT NULL, CONSTRAINT positive CHECK (id > 0));
CREATE TABLE child (name text) INHERITS (parent);
