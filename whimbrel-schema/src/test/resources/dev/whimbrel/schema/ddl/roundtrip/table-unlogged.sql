create unlogged table t (id integer generated always as identity, b serial);
