table "posts" {
  schema  = schema.public
  comment = "table comment"
  column "id" {
    null = false
    type = bigint
    identity {
      generated = ALWAYS
      start     = 10
      increment = 2
    }
  }
  column "other" {
    null = false
    type = integer
    identity {
      generated = BY_DEFAULT
    }
  }
  column "title" {
    null    = true
    type    = character_varying(255)
    default = "x"
    comment = "says \"hello\", $${name} and %%{if}\nand C:\\dir"
  }
  column "created_at" {
    null    = false
    type    = timestamptz
    default = sql("now()")
  }
  column "tags" {
    null = true
    type = sql("text[]")
  }
  column "len" {
    null = true
    type = integer
    as {
      expr = "length((title)::text)"
      type = STORED
    }
  }
}
schema "public" {
}
