-- since: 17
create collation b (provider = builtin, locale = 'C.UTF-8');
