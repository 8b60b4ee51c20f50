create type r as range (subtype = integer);
comment on type r is 'from to';
revoke usage on type r from public;
