create publication p for all tables;
comment on publication p is 'everything';
