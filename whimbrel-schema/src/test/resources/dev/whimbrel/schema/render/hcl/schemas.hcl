table "a" "t" {
  schema = schema.a
  column "id" {
    null = false
    type = integer
  }
  column "s" {
    null = true
    type = enum.b.state
  }
  primary_key {
    columns = [column.id]
  }
}
table "b" "a" {
  schema = schema.b
  column "id" {
    null = false
    type = integer
  }
  primary_key {
    columns = [column.id]
  }
}
table "single" {
  schema = schema.b
  column "id" {
    null = true
    type = integer
  }
  foreign_key "single_id_fkey" {
    columns     = [column.id]
    ref_columns = [table.b.a.column.id]
    on_update   = NO_ACTION
    on_delete   = NO_ACTION
  }
}
table "b" "t" {
  schema = schema.b
  column "id" {
    null = false
    type = integer
  }
  column "s" {
    null = true
    type = enum.a.state
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "t_id_fkey" {
    columns     = [column.id]
    ref_columns = [table.a.t.column.id]
    on_update   = NO_ACTION
    on_delete   = NO_ACTION
  }
}
enum "a" "state" {
  schema = schema.a
  values = ["x"]
}
enum "b" "state" {
  schema = schema.b
  values = ["y"]
}
schema "a" {
  comment = "the first"
}
schema "b" {
}
schema "public" {
}
