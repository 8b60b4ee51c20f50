table "users" {
  schema = schema.public
  column "id" {
    null = false
    type = integer
  }
  column "name" {
    null = true
    type = text
  }
  primary_key {
    columns = [column.id]
  }
}
view "names" {
  schema       = schema.public
  as           = "SELECT id,\n    name\n   FROM public.users\n  WHERE (name IS NOT NULL)"
  check_option = CASCADED
  comment      = "those that have one"
  depends_on   = [table.users]
  column "id" {
    type = integer
  }
  column "name" {
    type = text
  }
}
materialized "counts" {
  schema     = schema.public
  as         = "SELECT count(*) AS n\n   FROM public.names"
  depends_on = [view.names]
  column "n" {
    type = bigint
  }
  index "counts_n" {
    unique  = true
    columns = [column.n]
  }
}
schema "public" {
}
