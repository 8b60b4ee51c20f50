table "posts" {
  schema = schema.public
  column "owner_tenant" {
    null = true
    type = bigint
  }
  column "owner_id" {
    null = true
    type = bigint
  }
  column "word" {
    null = true
    type = text
  }
  foreign_key "owner" {
    columns     = [column.owner_tenant, column.owner_id]
    ref_columns = [table.users.column.tenant, table.users.column.id]
    on_update   = RESTRICT
    on_delete   = CASCADE
  }
  foreign_key "word" {
    columns     = [column.word]
    ref_columns = [table.users.column["odd name"]]
    on_update   = NO_ACTION
    on_delete   = SET_DEFAULT
  }
}
table "users" {
  schema = schema.public
  column "id" {
    null = false
    type = bigint
  }
  column "tenant" {
    null = false
    type = bigint
  }
  column "email" {
    null = true
    type = text
  }
  column "nick" {
    null = true
    type = text
  }
  column "odd name" {
    null = true
    type = text
  }
  column "best" {
    null = true
    type = bigint
  }
  primary_key {
    columns = [column.tenant, column.id]
    include = [column.email]
  }
  foreign_key "best_friend" {
    columns     = [column.best]
    ref_columns = [column.id]
    on_update   = NO_ACTION
    on_delete   = SET_NULL
  }
  unique "users_email_key" {
    columns = [column.email]
  }
  unique "users_id_key" {
    columns = [column.id]
  }
  unique "users_nick_key" {
    columns        = [column.nick]
    include        = [column.email]
    nulls_distinct = false
  }
  unique "users_odd name_key" {
    columns = [column["odd name"]]
  }
}
schema "public" {
}
