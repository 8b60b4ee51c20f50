table "stays" {
  schema = schema.public
  column "room" {
    null = true
    type = int4range
  }
  column "during" {
    null = true
    type = tstzrange
  }
  exclude "one_at_a_time" {
    type  = GIST
    where = "(room IS NOT NULL)"
    on {
      column = column.room
      op     = "&&"
    }
    on {
      expr = "tstzrange(lower(during), upper(during))"
      op   = "&&"
    }
  }
}
schema "public" {
}
