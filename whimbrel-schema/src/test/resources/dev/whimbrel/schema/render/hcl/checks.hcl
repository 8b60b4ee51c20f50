table "t" {
  schema = schema.public
  column "a" {
    null = true
    type = integer
  }
  column "b" {
    null = true
    type = text
  }
  check "own" {
    expr = "(b ~ '^[a-z]+$'::text)"
  }
  check "t_a_check" {
    expr = "(a > 0)"
  }
  check "two" {
    expr = "((a > 0) AND (b <> ')'::text))"
  }
}
schema "public" {
}
