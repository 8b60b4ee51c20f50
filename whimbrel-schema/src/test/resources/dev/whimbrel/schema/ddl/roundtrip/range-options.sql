create function diff(a text, b text) returns float8 language sql immutable strict as 'select 1.0::float8';
create type textrange as range (subtype = text, subtype_opclass = text_pattern_ops, collation = "C", subtype_diff = diff,
  multirange_type_name = many_texts);
