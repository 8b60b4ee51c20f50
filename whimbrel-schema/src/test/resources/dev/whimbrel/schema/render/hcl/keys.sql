CREATE TABLE users (
  id bigint, tenant bigint, email text, nick text, "odd name" text,
  best bigint,
  PRIMARY KEY (tenant, id) INCLUDE (email),
  CONSTRAINT users_email_key UNIQUE (email),
  CONSTRAINT users_nick_key UNIQUE NULLS NOT DISTINCT (nick) INCLUDE (email),
  UNIQUE (id),
  CONSTRAINT best_friend FOREIGN KEY (best) REFERENCES users (id) ON DELETE SET NULL,
  UNIQUE ("odd name")
);
CREATE TABLE posts (
  owner_tenant bigint, owner_id bigint, word text,
  CONSTRAINT owner FOREIGN KEY (owner_tenant, owner_id) REFERENCES users (tenant, id) ON UPDATE RESTRICT ON DELETE CASCADE,
  CONSTRAINT word FOREIGN KEY (word) REFERENCES users ("odd name") ON DELETE SET DEFAULT
);
