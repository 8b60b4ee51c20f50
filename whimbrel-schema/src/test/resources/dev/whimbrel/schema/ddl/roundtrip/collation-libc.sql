create collation posix_like (provider = libc, locale = 'C');
comment on collation posix_like is 'by bytes';
