table "odd table" {
  schema = schema.public
  column "a b" {
    null = false
    type = integer
  }
  column "1st" {
    null = true
    type = text
  }
  column "q\"q" {
    null = true
    type = integer
  }
  primary_key {
    columns = [column["a b"]]
  }
  foreign_key "odd table_q\"q_fkey" {
    columns     = [column["q\"q"]]
    ref_columns = [column["a b"]]
    on_update   = NO_ACTION
    on_delete   = NO_ACTION
  }
}
table "uses" {
  schema = schema.public
  column "e" {
    null = true
    type = enum["My Enum"]
  }
  column "o" {
    null = true
    type = integer
  }
  foreign_key "uses_o_fkey" {
    columns     = [column.o]
    ref_columns = [table["odd table"].column["a b"]]
    on_update   = NO_ACTION
    on_delete   = NO_ACTION
  }
}
enum "My Enum" {
  schema = schema.public
  values = ["A b"]
}
schema "public" {
}
