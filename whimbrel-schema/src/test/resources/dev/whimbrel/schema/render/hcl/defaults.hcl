table "d" {
  schema = schema.public
  column "a" {
    null    = true
    type    = integer
    default = 7
  }
  column "b" {
    null    = true
    type    = integer
    default = -7
  }
  column "c" {
    null    = true
    type    = numeric(10,2)
    default = 1.50
  }
  column "d" {
    null    = true
    type    = boolean
    default = false
  }
  column "e" {
    null    = true
    type    = text
    default = "it's"
  }
  column "f" {
    null    = true
    type    = sql("text[]")
    default = "{}"
  }
  column "g" {
    null    = true
    type    = jsonb
    default = "{\"a\": 1}"
  }
  column "h" {
    null    = true
    type    = enum.state
    default = "on"
  }
  column "i" {
    null    = true
    type    = uuid
    default = sql("gen_random_uuid()")
  }
  column "j" {
    null    = true
    type    = interval
    default = sql("'1 day'::interval")
  }
  column "k" {
    null    = true
    type    = date
    default = sql("CURRENT_DATE")
  }
  column "l" {
    null    = true
    type    = text
    default = sql("('a'::text || 'b'::text)")
  }
  column "m" {
    null    = true
    type    = timestamptz
    default = "2020-01-01 00:00:00+00"
  }
  column "n" {
    null    = true
    type    = sql("public.state[]")
    default = "{on,off}"
  }
  column "o" {
    null    = true
    type    = text
    default = "a\\b"
  }
}
enum "state" {
  schema = schema.public
  values = ["on", "off"]
}
schema "public" {
}
