grant create on schema public to rt_writer;
