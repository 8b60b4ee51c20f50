table "by_hash" {
  schema = schema.public
  column "a" {
    null = true
    type = integer
  }
  column "B" {
    null = true
    type = integer
  }
  partition {
    type    = HASH
    columns = [column.a, column.B]
  }
}
table "by_list" {
  schema = schema.public
  column "kind" {
    null = true
    type = text
  }
  column "id" {
    null = true
    type = bigint
  }
  partition {
    type = LIST
    by {
      expr = "lower(kind)"
    }
  }
}
table "by_range" {
  schema = schema.public
  column "at" {
    null = false
    type = timestamptz
  }
  column "id" {
    null = false
    type = bigint
  }
  partition {
    type    = RANGE
    columns = [column.at]
  }
}
schema "public" {
}
