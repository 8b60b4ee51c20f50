table "t" {
  schema = schema.public
  column "id" {
    null = true
    type = domain.positive
  }
  column "p" {
    null = true
    type = composite.pair
  }
}
domain "positive" {
  schema  = schema.public
  type    = integer
  null    = false
  default = sql("1")
  check "above_zero" {
    expr = "(VALUE > 0)"
  }
}
composite "pair" {
  schema = schema.public
  field "x" {
    type = integer
  }
  field "y" {
    type = text
  }
}
sequence "numbers" {
  schema    = schema.public
  type      = integer
  start     = 1
  increment = 5
  min_value = 1
  max_value = 2147483647
  cache     = 1
  cycle     = true
  owner     = table.t.column.id
}
schema "public" {
}
