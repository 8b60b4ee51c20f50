table "addresses" {
  schema = schema.public
  column "id" {
    null = false
    type = bigint
    identity {
      generated = ALWAYS
    }
  }
  column "customer_id" {
    null = false
    type = bigint
  }
  column "street" {
    null = false
    type = text
  }
  column "postcode" {
    null = false
    type = text
  }
  column "city" {
    null = false
    type = text
  }
  column "country" {
    null    = false
    type    = character(2)
    default = "DE"
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "addresses_customer_id_fkey" {
    columns     = [column.customer_id]
    ref_columns = [table.customers.column.id]
    on_update   = NO_ACTION
    on_delete   = CASCADE
  }
  index "addresses_customer_id_idx" {
    columns = [column.customer_id]
  }
  check "addresses_country_check" {
    expr = "((country)::text = upper((country)::text))"
  }
  row_security {
    enabled = true
  }
}
table "categories" {
  schema = schema.public
  column "slug" {
    null = false
    type = text
  }
  column "name" {
    null = false
    type = text
  }
  column "parent" {
    null = true
    type = text
  }
  primary_key {
    columns = [column.slug]
  }
  foreign_key "categories_parent_fkey" {
    columns     = [column.parent]
    ref_columns = [column.slug]
    on_update   = NO_ACTION
    on_delete   = NO_ACTION
  }
  check "categories_not_its_own_parent" {
    expr = "(parent <> slug)"
  }
  check "categories_slug_check" {
    expr = "(slug ~ '^[a-z][a-z0-9-]*$'::text)"
  }
  unique "categories_name_key" {
    columns = [column.name]
  }
}
table "customers" {
  schema = schema.public
  column "id" {
    null = false
    type = bigint
    identity {
      generated = ALWAYS
    }
  }
  column "email" {
    null = false
    type = text
  }
  column "given_name" {
    null = false
    type = text
  }
  column "family_name" {
    null = true
    type = text
  }
  column "created_at" {
    null    = false
    type    = timestamptz
    default = sql("now()")
  }
  column "updated_at" {
    null    = false
    type    = timestamptz
    default = sql("now()")
  }
  column "display_name" {
    null = false
    type = text
  }
  primary_key {
    columns = [column.id]
  }
  index "customers_email_key" {
    unique = true
    on {
      expr = "lower(email)"
    }
  }
  check "customers_email_check" {
    expr = "(email ~ '^[^@[:space:]]+@[^@[:space:]]+$'::text)"
  }
}
table "order_lines" {
  schema = schema.public
  column "order_id" {
    null = false
    type = bigint
  }
  column "line" {
    null = false
    type = smallint
  }
  column "product_id" {
    null = false
    type = bigint
  }
  column "quantity" {
    null = false
    type = integer
  }
  column "unit_price" {
    null = false
    type = numeric(10,2)
  }
  column "amount" {
    null = true
    type = numeric(12,2)
    as {
      expr = "((quantity)::numeric * unit_price)"
      type = STORED
    }
  }
  primary_key {
    columns = [column.order_id, column.line]
  }
  foreign_key "order_lines_order_id_fkey" {
    columns     = [column.order_id]
    ref_columns = [table.orders.column.id]
    on_update   = NO_ACTION
    on_delete   = CASCADE
  }
  foreign_key "order_lines_product_id_fkey" {
    columns     = [column.product_id]
    ref_columns = [table.products.column.id]
    on_update   = NO_ACTION
    on_delete   = NO_ACTION
  }
  index "order_lines_product_id_idx" {
    columns = [column.product_id]
  }
  check "order_lines_line_check" {
    expr = "(line > 0)"
  }
  check "order_lines_quantity_check" {
    expr = "(quantity > 0)"
  }
  check "order_lines_unit_price_check" {
    expr = "(unit_price >= (0)::numeric)"
  }
  row_security {
    enabled = true
  }
}
table "orders" {
  schema  = schema.public
  comment = "One purchase.\nWhat was bought stands in \"order_lines\"; what it came to, in \"order_totals\"."
  column "id" {
    null = false
    type = bigint
    identity {
      generated = ALWAYS
      start     = 1000
    }
  }
  column "customer_id" {
    null = false
    type = bigint
  }
  column "ship_to" {
    null = true
    type = bigint
  }
  column "status" {
    null    = false
    type    = enum.order_status
    default = "placed"
    comment = "placed → paid → shipped → delivered; returned and cancelled are ends; there's no way back"
  }
  column "placed_at" {
    null    = false
    type    = timestamptz
    default = sql("now()")
  }
  column "shipped_at" {
    null = true
    type = timestamptz
  }
  column "updated_at" {
    null    = false
    type    = timestamptz
    default = sql("now()")
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "orders_customer_id_fkey" {
    columns     = [column.customer_id]
    ref_columns = [table.customers.column.id]
    on_update   = NO_ACTION
    on_delete   = NO_ACTION
  }
  foreign_key "orders_ship_to_fkey" {
    columns     = [column.ship_to]
    ref_columns = [table.addresses.column.id]
    on_update   = NO_ACTION
    on_delete   = SET_NULL
  }
  index "orders_customer_id_idx" {
    columns = [column.customer_id]
  }
  index "orders_placed_at_idx" {
    on {
      desc   = true
      column = column.placed_at
    }
  }
  check "orders_shipped_after_placed" {
    expr = "(shipped_at >= placed_at)"
  }
  row_security {
    enabled = true
  }
}
table "page_views" {
  schema = schema.public
  column "viewed_at" {
    null    = false
    type    = timestamptz
    default = sql("now()")
  }
  column "product_id" {
    null = false
    type = bigint
  }
  column "visitor" {
    null    = false
    type    = uuid
    default = sql("gen_random_uuid()")
  }
  column "referrer" {
    null = true
    type = text
  }
  primary_key {
    columns = [column.viewed_at, column.product_id, column.visitor]
  }
  foreign_key "page_views_product_id_fkey" {
    columns     = [column.product_id]
    ref_columns = [table.products.column.id]
    on_update   = NO_ACTION
    on_delete   = CASCADE
  }
  index "page_views_product_id_idx" {
    columns = [column.product_id]
  }
  partition {
    type    = RANGE
    columns = [column.viewed_at]
  }
}
table "price_changes" {
  schema = schema.public
  column "product_id" {
    null = false
    type = bigint
  }
  column "changed_at" {
    null    = false
    type    = timestamptz
    default = sql("clock_timestamp()")
  }
  column "old_price" {
    null = false
    type = numeric(10,2)
  }
  column "new_price" {
    null = false
    type = numeric(10,2)
  }
  column "changed_by" {
    null    = false
    type    = text
    default = sql("CURRENT_USER")
  }
  primary_key {
    columns = [column.product_id, column.changed_at]
  }
  foreign_key "price_changes_product_id_fkey" {
    columns     = [column.product_id]
    ref_columns = [table.products.column.id]
    on_update   = NO_ACTION
    on_delete   = CASCADE
  }
}
table "products" {
  schema = schema.public
  column "id" {
    null = false
    type = bigint
    identity {
      generated = ALWAYS
    }
  }
  column "sku" {
    null = false
    type = text
  }
  column "category" {
    null = false
    type = text
  }
  column "name" {
    null = false
    type = text
  }
  column "description" {
    null    = false
    type    = text
    default = ""
  }
  column "price" {
    null    = false
    type    = numeric(10,2)
    comment = "In euro (€), value added tax included"
  }
  column "created_at" {
    null    = false
    type    = timestamptz
    default = sql("now()")
  }
  column "updated_at" {
    null    = false
    type    = timestamptz
    default = sql("now()")
  }
  column "search" {
    null = true
    type = tsvector
    as {
      expr = "(setweight(to_tsvector('simple'::regconfig, name), 'A'::\"char\") || setweight(to_tsvector('simple'::regconfig, description), 'B'::\"char\"))"
      type = STORED
    }
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "products_category_fkey" {
    columns     = [column.category]
    ref_columns = [table.categories.column.slug]
    on_update   = NO_ACTION
    on_delete   = NO_ACTION
  }
  index "products_category_idx" {
    columns = [column.category]
  }
  index "products_search_idx" {
    columns = [column.search]
    type    = GIN
  }
  check "products_price_check" {
    expr = "(price >= (0)::numeric)"
  }
  check "products_sku_check" {
    expr = "(sku ~ '^[A-Z]{2}-[0-9]{4}$'::text)"
  }
  unique "products_sku_key" {
    columns = [column.sku]
  }
}
table "stock" {
  schema = schema.public
  column "product_id" {
    null = false
    type = bigint
  }
  column "on_hand" {
    null    = false
    type    = integer
    default = 0
  }
  primary_key {
    columns = [column.product_id]
  }
  foreign_key "stock_product_id_fkey" {
    columns     = [column.product_id]
    ref_columns = [table.products.column.id]
    on_update   = NO_ACTION
    on_delete   = CASCADE
  }
  check "stock_on_hand_check" {
    expr = "(on_hand >= 0)"
  }
}
table "stock_movements" {
  schema = schema.public
  column "id" {
    null = false
    type = bigint
    identity {
      generated = ALWAYS
    }
  }
  column "product_id" {
    null = false
    type = bigint
  }
  column "quantity" {
    null = false
    type = integer
  }
  column "reason" {
    null = false
    type = text
  }
  column "moved_at" {
    null    = false
    type    = timestamptz
    default = sql("now()")
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "stock_movements_product_id_fkey" {
    columns     = [column.product_id]
    ref_columns = [table.products.column.id]
    on_update   = NO_ACTION
    on_delete   = CASCADE
  }
  index "stock_movements_product_id_idx" {
    columns = [column.product_id, column.moved_at]
  }
  check "stock_movements_quantity_check" {
    expr = "(quantity <> 0)"
  }
}
view "order_totals" {
  schema     = schema.public
  as         = "SELECT o.id AS order_id,\n    o.customer_id,\n    o.status,\n    o.placed_at,\n    count(l.line) AS lines,\n    (COALESCE(sum(l.amount), (0)::numeric))::numeric(12,2) AS total\n   FROM (public.orders o\n     LEFT JOIN public.order_lines l ON ((l.order_id = o.id)))\n  GROUP BY o.id"
  depends_on = [table.order_lines, table.orders]
  column "order_id" {
    type = bigint
  }
  column "customer_id" {
    type = bigint
  }
  column "status" {
    type = enum.order_status
  }
  column "placed_at" {
    type = timestamptz
  }
  column "lines" {
    type = bigint
  }
  column "total" {
    type = numeric(12,2)
  }
}
materialized "monthly_sales" {
  schema     = schema.public
  as         = "SELECT (date_trunc('month'::text, (o.placed_at AT TIME ZONE 'UTC'::text)))::date AS month,\n    p.category,\n    sum(l.quantity) AS pieces,\n    sum(l.amount) AS revenue\n   FROM ((public.orders o\n     JOIN public.order_lines l ON ((l.order_id = o.id)))\n     JOIN public.products p ON ((p.id = l.product_id)))\n  WHERE (o.status <> ALL (ARRAY['cancelled'::public.order_status, 'returned'::public.order_status]))\n  GROUP BY ((date_trunc('month'::text, (o.placed_at AT TIME ZONE 'UTC'::text)))::date), p.category"
  depends_on = [table.order_lines, table.orders, table.products]
  column "month" {
    type = date
  }
  column "category" {
    type = text
  }
  column "pieces" {
    type = bigint
  }
  column "revenue" {
    type = numeric
  }
  index "monthly_sales_key" {
    unique  = true
    columns = [column.month, column.category]
  }
}
enum "order_status" {
  schema = schema.public
  values = ["placed", "paid", "shipped", "delivered", "returned", "cancelled"]
}
policy "addresses_of_the_customer" {
  on    = table.addresses
  as    = PERMISSIVE
  for   = ALL
  to    = [PUBLIC]
  using = "(customer_id = public.current_customer())"
  check = "(customer_id = public.current_customer())"
}
policy "order_lines_follow_their_order" {
  on    = table.order_lines
  as    = PERMISSIVE
  for   = SELECT
  to    = [PUBLIC]
  using = "(EXISTS ( SELECT 1\n   FROM public.orders o\n  WHERE (o.id = order_lines.order_id)))"
}
policy "orders_placed_by_their_customer" {
  on    = table.orders
  as    = PERMISSIVE
  for   = INSERT
  to    = [PUBLIC]
  check = "((customer_id = public.current_customer()) AND (status = 'placed'::public.order_status))"
}
policy "orders_seen_by_their_customer" {
  on    = table.orders
  as    = PERMISSIVE
  for   = SELECT
  to    = [PUBLIC]
  using = "(customer_id = public.current_customer())"
}
schema "public" {
}
