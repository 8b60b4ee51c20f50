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
  column "c" {
    null = true
    type = tsvector
  }
  column "d" {
    null = true
    type = sql("integer[]")
  }
  column "e" {
    null = true
    type = timestamptz
  }
  index "i01" {
    columns = [column.a]
  }
  index "i02" {
    unique  = true
    columns = [column.a, column.b]
  }
  index "i03" {
    on {
      desc   = true
      column = column.a
    }
    on {
      column = column.b
    }
  }
  index "i04" {
    on {
      desc       = true
      column     = column.a
      nulls_last = true
    }
  }
  index "i05" {
    on {
      column      = column.a
      nulls_first = true
    }
  }
  index "i06" {
    on {
      expr = "lower(b)"
    }
    on {
      expr = "((a + 1))"
    }
  }
  index "i07" {
    on {
      column = column.b
      ops    = text_pattern_ops
    }
  }
  index "i08" {
    columns = [column.a]
    comment = "why"
    type    = HASH
  }
  index "i09" {
    columns = [column.d]
    type    = GIN
  }
  index "i10" {
    type = GIST
    on {
      column = column.c
      ops    = sql("tsvector_ops(siglen=1)")
    }
  }
  index "i11" {
    columns        = [column.e]
    type           = BRIN
    page_per_range = 32
  }
  index "i12" {
    columns = [column.a]
    where   = "(a > 0)"
    include = [column.b]
  }
  index "i13" {
    unique         = true
    columns        = [column.b]
    nulls_distinct = false
  }
}
schema "public" {
}
