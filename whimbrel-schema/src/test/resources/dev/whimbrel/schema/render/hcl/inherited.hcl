table "child" {
  schema = schema.public
  column "id" {
    null = false
    type = integer
  }
  column "name" {
    null = true
    type = text
  }
  check "positive" {
    expr = "(id > 0)"
  }
}
table "parent" {
  schema = schema.public
  column "id" {
    null = false
    type = integer
  }
  check "positive" {
    expr = "(id > 0)"
  }
}
schema "public" {
}
