table "notes" {
  schema = schema.public
  column "id" {
    null = true
    type = integer
  }
  column "owner" {
    null = true
    type = text
  }
  row_security {
    enabled  = true
    enforced = true
  }
}
policy "insert_own" {
  on    = table.notes
  as    = RESTRICTIVE
  for   = INSERT
  to    = ["pg_monitor"]
  check = "(owner = CURRENT_USER)"
}
policy "own" {
  on    = table.notes
  as    = PERMISSIVE
  for   = ALL
  to    = [PUBLIC]
  using = "(owner = CURRENT_USER)"
}
schema "public" {
}
