table "t" {
  schema = schema.public
  column "a01" {
    null = true
    type = smallint
  }
  column "a02" {
    null = true
    type = integer
  }
  column "a03" {
    null = true
    type = bigint
  }
  column "a04" {
    null = true
    type = numeric
  }
  column "a05" {
    null = true
    type = numeric(5)
  }
  column "a06" {
    null = true
    type = numeric(10,2)
  }
  column "a07" {
    null = true
    type = real
  }
  column "a08" {
    null = true
    type = double_precision
  }
  column "b01" {
    null = true
    type = text
  }
  column "b02" {
    null = true
    type = character_varying
  }
  column "b03" {
    null = true
    type = character_varying(10)
  }
  column "b04" {
    null = true
    type = character(3)
  }
  column "b05" {
    null = true
    type = bpchar
  }
  column "b06" {
    null = true
    type = boolean
  }
  column "b07" {
    null = true
    type = bytea
  }
  column "b08" {
    null = true
    type = sql("\"char\"")
  }
  column "b09" {
    null = true
    type = sql("name")
  }
  column "c01" {
    null = true
    type = date
  }
  column "c02" {
    null = true
    type = time
  }
  column "c03" {
    null = true
    type = time(3)
  }
  column "c04" {
    null = true
    type = timetz
  }
  column "c05" {
    null = true
    type = timestamp
  }
  column "c06" {
    null = true
    type = timestamp(0)
  }
  column "c07" {
    null = true
    type = timestamptz
  }
  column "c08" {
    null = true
    type = timestamptz
  }
  column "d01" {
    null = true
    type = interval
  }
  column "d02" {
    null = true
    type = interval(3)
  }
  column "d03" {
    null = true
    type = year_to_month
  }
  column "d04" {
    null = true
    type = day_to_second(4)
  }
  column "d05" {
    null = true
    type = hour
  }
  column "e01" {
    null = true
    type = bit(1)
  }
  column "e02" {
    null = true
    type = bit(5)
  }
  column "e03" {
    null = true
    type = bit_varying
  }
  column "e04" {
    null = true
    type = bit_varying(7)
  }
  column "f01" {
    null = true
    type = json
  }
  column "f02" {
    null = true
    type = jsonb
  }
  column "f03" {
    null = true
    type = xml
  }
  column "f04" {
    null = true
    type = uuid
  }
  column "f05" {
    null = true
    type = money
  }
  column "f06" {
    null = true
    type = inet
  }
  column "f07" {
    null = true
    type = cidr
  }
  column "f08" {
    null = true
    type = macaddr
  }
  column "f09" {
    null = true
    type = macaddr8
  }
  column "g01" {
    null = true
    type = point
  }
  column "g02" {
    null = true
    type = line
  }
  column "g03" {
    null = true
    type = lseg
  }
  column "g04" {
    null = true
    type = box
  }
  column "g05" {
    null = true
    type = path
  }
  column "g06" {
    null = true
    type = polygon
  }
  column "g07" {
    null = true
    type = circle
  }
  column "g08" {
    null = true
    type = tsvector
  }
  column "g09" {
    null = true
    type = tsquery
  }
  column "h01" {
    null = true
    type = oid
  }
  column "h02" {
    null = true
    type = regclass
  }
  column "h03" {
    null = true
    type = int4range
  }
  column "h04" {
    null = true
    type = tstzmultirange
  }
  column "i01" {
    null = true
    type = sql("integer[]")
  }
  column "i02" {
    null = true
    type = sql("character varying(10)[]")
  }
  column "i03" {
    null = true
    type = enum.mood
  }
  column "i04" {
    null = true
    type = sql("a.mood[]")
  }
  column "i05" {
    null = true
    type = domain.positive
  }
  column "i06" {
    null = true
    type = composite.pair
  }
}
enum "mood" {
  schema = schema.a
  values = ["fine", "so \"so\""]
}
domain "positive" {
  schema = schema.a
  type   = integer
  null   = true
  check "positive_check" {
    expr = "(VALUE > 0)"
  }
}
composite "pair" {
  schema = schema.a
  field "x" {
    type = integer
  }
  field "y" {
    type = integer
  }
}
schema "a" {
}
schema "public" {
}
