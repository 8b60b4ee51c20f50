alter default privileges for role rt_owner revoke truncate on tables from rt_owner;
