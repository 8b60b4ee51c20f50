create table t (a integer unique deferrable, b integer constraint late unique deferrable initially deferred);
