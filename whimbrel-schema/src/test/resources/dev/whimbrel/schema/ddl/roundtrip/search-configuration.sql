create text search dictionary stem (template = snowball, language = 'german');
create text search configuration de (parser = default);
alter text search configuration de add mapping for asciiword, word with stem, simple;
alter text search configuration de add mapping for int, uint with simple;
comment on text search configuration de is 'for us';
