table "counted" {
  schema = schema.public
  column "s" {
    null = false
    type = smallserial
  }
  column "i" {
    null = false
    type = serial
  }
  column "b" {
    null = false
    type = bigserial
  }
  column "plain" {
    null = true
    type = bigint
  }
  column "shared" {
    null    = true
    type    = bigint
    default = sql("nextval('public.loose'::regclass)")
  }
}
sequence "loose" {
  schema    = schema.public
  type      = bigint
  start     = 1
  increment = 1
  min_value = 1
  max_value = 9223372036854775807
  cache     = 1
}
schema "public" {
}
