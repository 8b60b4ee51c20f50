-- since: 17
create domain d as integer constraint must_be not null;
