create collation german (provider = icu, locale = 'de-u-co-phonebk');
create table t (a text collate german);
